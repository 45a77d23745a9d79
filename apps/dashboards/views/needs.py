"""Needs you: the first page of whoever looks after students."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Subquery, Window
from django.db.models.functions import Left
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import Caseload, caseload, needs_address
from apps.advising.needing import Need, counted
from apps.advising.nudges.chosen import how_many
from apps.advising.reasons import Reason
from apps.advising.reflections import reading
from apps.audit.actions import record_view
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.folding import is_named, name_words
from apps.core.pages import here, page_of
from apps.core.text import one_line, row_id
from apps.dashboards import charts, cohort_lines, needs
from apps.dashboards.cohort_lines import CohortLine
from apps.interviews.lately import held_since
from apps.outbox.models import Audience
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.reminders.pages.silence import silence_of

FILTERS = ("reason", "cohort")  # of the address, beside `q`
_KNOWN = {*FILTERS, "q", "page", "from"}
_A_PAGE = 100
_REFLECTIONS = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NeedsSieve:
    """What the address of the list asks for."""

    reason: Reason | None
    cohort: Cohort | None
    query: str

    @classmethod
    def of(cls, request: SignedInRequest, cohorts: Iterable[Cohort]) -> "NeedsSieve":
        """Raises Http404 for a filter or a reason that there is not, and for a cohort that is not one of these."""
        if not _KNOWN.issuperset(request.GET):
            raise Http404
        reason, cohort = request.GET.get("reason", ""), request.GET.get("cohort", "")
        known = {each.pk: each for each in cohorts}
        if (reason and reason not in Reason) or (cohort and row_id(cohort) not in known):
            raise Http404
        query = one_line(request.GET.get("q", "")[:100].replace("\x00", ""))
        return cls(Reason(reason) if reason else None, known[int(cohort)] if cohort else None, query)

    def finds(self, need: Need) -> bool:
        """Whether each word of the query is in the name."""
        return is_named(need.row.folded_name, name_words(self.query))


@require_safe
def needs_of_administrator(request: SignedInRequest) -> HttpResponse:
    """The same for an administrator who looks after cohorts; advisers have it at home. Students: 404."""
    if request.user.is_student:
        raise Http404
    if not request.user.is_administrator:
        return redirect(reverse("dashboards:home", query=request.GET))
    return needs_you(request)


def needs_you(request: SignedInRequest) -> HttpResponse:
    """Who of their students needs this person, and why; what is to read; and their cohorts. One audit row. An
    administrator who looks after nobody finds all cohorts in its place.
    """
    user, campus, as_of = request.user, request.campus, request.now
    today = as_of.astimezone(campus.zone).date()
    found = caseload(user=user, campus=campus, as_of=as_of)
    if user.is_administrator and not found.cohorts:
        return redirect("dashboards:cohorts")
    sieve = NeedsSieve.of(request, found.cohorts)
    mine = cohort_lines.lines(found, campus=campus, as_of=as_of)
    shown = [each for each in mine if sieve.cohort in (None, each.cohort)]
    everyone = needs.all_of(shown)
    needing = [need for need in everyone if sieve.finds(need)]
    page = page_of(request, [need for need in needing if sieve.reason is None or need.has(sieve.reason)], _A_PAGE)
    seen_in = _seen_in(found)
    students = set(seen_in)
    of_shown = students
    if sieve.cohort:
        of_shown = {case.row.student_id for case in found.of_cohort(sieve.cohort) if not case.row.is_archived}
    to_read, total_to_read = _to_read(user, seen_in)
    if request.method != "HEAD":  # it shows nothing
        listed = {need.row.student_id for need in page} | {each.reflection.interview.student_id for each in to_read}
        record_view(
            actor=user,
            page="dashboards:needs" if user.is_administrator else "dashboards:home",
            student_ids=listed,
            filter={"reason": sieve.reason, "cohort": sieve.cohort and sieve.cohort.pk, "q": bool(sieve.query)},
        )
    silence = silence_of(user)
    return render(
        request,
        "dashboards/needs.html",
        {
            "needs_url": needs_address(user),
            "sieve": sieve,
            "tabs": _tabs(needing, sieve),
            "headline": _headline(len(everyone), len(students), shown[0] if sieve.cohort else None),
            "hands": sum(need.reason is Reason.HAND for need in everyone),
            "lately": held_since(students=of_shown, since=_last_monday(as_of, campus), campus=campus, as_of=as_of),
            "since": "Since last Monday" if today.weekday() == 0 else "Since Monday",
            "page": page,
            "rows": needs.rows(
                list(page),
                standing=found.standing,
                campus=campus,
                as_of=as_of,
                here=here(request, filters=FILTERS, of="needs"),
            ),
            "to_nudge": 0 if sieve.query else how_many(needing, sieve.reason),
            "next": urlencode({"next": request.get_full_path()}),
            "to_read": to_read,
            "total": total_to_read,
            "mine": mine,
            "has_past": not mine and Cohort.objects.of_caseload(user).exists(),
            "here_of_cohorts": here(request, at="mine", filters=FILTERS, of="needs"),
            "here_of_reading": here(request, at="reading", filters=FILTERS, of="needs"),
            "bar_width": charts.BAR_WIDTH,
            "campus": campus,
            "today": today,
            "as_of": as_of,
            "takes_no_mail": silence.takes_no_mail,
            "off_lately": [each for each in silence.off(Audience.STAFF, as_of=as_of) if each.is_news],
        },
    )


def _headline(needing: int, students: int, cohort: CohortLine | None) -> str:
    """`students` are all of this person's; with a `cohort` the list is of that one alone."""
    where = f" in {cohort.cohort.name}" if cohort else ""
    students = cohort.students if cohort else students
    if not needing:
        return f"No one{where} is stuck today"
    if students == 1:
        return f"Your student{where} needs you"
    return f"{needing} of your {students} students{where} need{'s' if needing == 1 else ''} you"


def _tabs(needing: list[Need], sieve: NeedsSieve) -> list[dict[str, Any]]:
    """All, and each reason that somebody has or that is asked for, with how many."""
    numbers = dict(counted(needing))
    reasons = [reason for reason in Reason if reason in numbers or reason is sieve.reason]
    kept = {"cohort": sieve.cohort and sieve.cohort.pk, "q": sieve.query}
    tabs = [(None, "All", len(needing)), *((reason, reason.label, numbers.get(reason, 0)) for reason in reasons)]
    return [
        {
            "label": label,
            "number": number,
            "url": f"?{urlencode({name: value for name, value in {'reason': reason, **kept}.items() if value})}",
            "is_current": reason is sieve.reason,
        }
        for reason, label, number in tabs
    ]


@dataclass(frozen=True)
class Words:
    """A reflection of the reading list, with the student's `cohort` and the first words of what they `said`."""

    reflection: Reflection
    cohort: Cohort
    said: str


def _seen_in(found: Caseload) -> dict[int, Cohort]:
    """A cohort of each current student, by the student's id: of several the one that is due last, as on the reading
    list.
    """
    current = [case for case in found.cases if not case.row.is_archived]
    current.sort(key=lambda case: (case.cohort.due_on, case.cohort.name, case.cohort.pk))
    return {case.row.student_id: case.cohort for case in current}


def _to_read(user: User, seen_in: Mapping[int, Cohort]) -> tuple[list[Words], int]:
    """The newest of the reading list, and how long it is. `seen_in` has a cohort of each student whom it may have, so
    the database need not look for one.
    """
    answers = ReflectionAnswer.objects.filter(reflection=OuterRef("pk")).order_by("question__position", "pk")
    newest = reading.unread(user).filter(interview__student__in=list(seen_in))
    newest = newest.select_related("interview__student__user")
    newest = newest.annotate(total=Window(Count("pk")), said=Subquery(answers.values(words=Left("text", 400))[:1]))
    shown = list(newest.only("shared_at", "verdict", "interview__student__user__display_name")[:_REFLECTIONS])
    words = [Words(each, seen_in[each.interview.student_id], each.said or "") for each in shown]
    return words, shown[0].total if shown else 0


def _last_monday(as_of: datetime, campus: Campus) -> datetime:
    """The start of the latest Monday before today, on campus."""
    today = as_of.astimezone(campus.zone).date()
    monday = today - (today.weekday() or 7) * _DAY
    return datetime.combine(monday, time.min, tzinfo=campus.zone)
