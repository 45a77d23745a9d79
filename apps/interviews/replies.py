"""How often people say yes, of this campus's own."""

from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count, Q

from apps.campus.models import Campus
from apps.cohorts.models import Term
from apps.guidance.program import Figures
from apps.interviews.models import Exit, Interview

_KEPT_FOR = timedelta(days=1)


def figures(campus: Campus, *, as_of: datetime) -> Figures:
    """Of all people that students asked in the last term that is over, how many said yes: they agreed on a date, or the
    conversation was held. Counted once a day: it reads the whole term.
    """
    today = as_of.astimezone(campus.zone).date()
    term = Term.objects.filter(ends_on__lt=today).order_by("-ends_on", "-pk").first()
    if term is None:
        return Figures()
    key = f"primer-figures:{term.pk}:{today}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = _counted(term, campus)
        cache.set(key, found, _KEPT_FOR.total_seconds())
    return found


def _counted(term: Term, campus: Campus) -> Figures:
    begin = datetime.combine(term.starts_on, time.min, campus.zone)
    end = datetime.combine(term.ends_on + timedelta(days=1), time.min, campus.zone)
    agreed = (Q(scheduled_at__isnull=False) | Q(logged_at__isnull=False)) & ~Q(exit=Exit.DECLINED)
    agreed &= ~Q(scheduled_at__isnull=False, replied_at=None)  # they went to office hours, and nobody had answered
    introduced = Q(contact__introduced_by__isnull=False)
    asked = Interview.objects.filter(asked_at__gte=begin, asked_at__lt=end).order_by()
    people = "contact"
    return Figures(
        **asked.aggregate(
            asked=Count(people, distinct=True),
            said_yes=Count(people, distinct=True, filter=agreed),
            introduced_asked=Count(people, distinct=True, filter=introduced),
            introduced_said_yes=Count(people, distinct=True, filter=introduced & agreed),
        )
    )
