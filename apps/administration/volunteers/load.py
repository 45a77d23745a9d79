"""How much volunteers are asked: the conversations of students with their own people who are these volunteers."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.http import urlencode

from apps.campus.models import Campus, FieldOfInterest
from apps.cohorts.models import Term
from apps.core.text import one_line, row_id
from apps.volunteers.models import Volunteer

KINDS = {
    "all": "All",
    "open": "Open",
    "unasked": "Not asked yet",
    "often": "Asked a lot",
    "paused": "Paused",
    "withdrawn": "Withdrawn",
}
ORDERS = {"name": "Name", "most": "Most asked first", "least": "Least asked first"}
FILTERS = ("q", "field", "order", "kind", "term")
_MOST_WORDS = 8


@dataclass(frozen=True)
class VolunteerSieve:
    """What the list shows, and in which order. Unknown keys are passed over."""

    query: str = ""
    field: int | None = None
    order: str = "name"
    kind: str = "all"
    term: int | None = None
    terms: list[Term] = dataclasses.field(default_factory=list)

    @classmethod
    def of(cls, asked: QueryDict, terms: list[Term], today: date) -> "VolunteerSieve":
        known = {term.pk for term in terms}
        term = row_id(asked.get("term", ""))
        return cls(
            query=one_line(asked.get("q", "")[:100].replace("\x00", "")),
            field=row_id(asked.get("field", "")),
            order=asked.get("order", "") if asked.get("order") in ORDERS else "name",
            kind=asked.get("kind", "") if asked.get("kind") in KINDS else "all",
            term=term if term in known else _present(terms, today),
            terms=terms,
        )

    @property
    def chosen_term(self) -> Term | None:
        return next((term for term in self.terms if term.pk == self.term), None)

    def narrow(self, volunteers: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        """By words and field, not by kind."""
        for word in self.query.split()[:_MOST_WORDS]:
            volunteers = volunteers.filter(
                Q(full_name__has_name=word)
                | Q(email__icontains=word)
                | Q(role__looks_like=word)
                | Q(organization__looks_like=word)
                | Q(city__looks_like=word)
                | Q(topics__icontains=word)
            )
        if self.field is not None:
            works_in = FieldOfInterest.objects.filter(pk=self.field, volunteers=OuterRef("pk"))
            volunteers = volunteers.filter(Exists(works_in))
        return volunteers

    def of_kind(self, volunteers: QuerySet[Any]) -> QuerySet[Any]:
        return volunteers if self.kind == "all" else volunteers.filter(_IS[self.kind])

    def in_order(self, volunteers: QuerySet[Any]) -> QuerySet[Any]:
        by_name = ("folded_name", "full_name", "pk")
        match self.order:
            case "most":
                return volunteers.order_by("-asked", "-held", *by_name)
            case "least":
                return volunteers.order_by("asked", "held", *by_name)
        return volunteers.order_by(*by_name)

    def url(self, **changed: str) -> str:
        said = {
            "q": self.query,
            "field": str(self.field or ""),
            "order": "" if self.order == "name" else self.order,
            "kind": "" if self.kind == "all" else self.kind,
            "term": str(self.term or ""),
            **changed,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})


def _present(terms: list[Term], today: date) -> int | None:
    """The running term; between terms the one that ended last; otherwise the next."""
    begun = [term for term in terms if term.starts_on <= today]
    chosen = max(begun, key=lambda term: term.starts_on, default=None) or min(
        terms, key=lambda term: term.starts_on, default=None
    )
    return chosen.pk if chosen else None


# What `with_load` says.
_IS = {
    "open": Q(stands="open"),
    "unasked": Q(stands="open", asked=0, held=0),
    "often": Q(capacity__gt=0, asked__gte=F("capacity")),
    "paused": Q(stands="paused"),
    "withdrawn": Q(stands="withdrawn"),
}


def with_load(volunteers: QuerySet[Volunteer], *, term: Term | None, campus: Campus, today: date) -> QuerySet[Any]:
    """Each with `asked`, `scheduled`, `held` and `held_minutes` of the term, by the clock on campus, or of all time,
    and where they stand today.
    """
    conversation = "contacts__interviews__"
    key, stays = f"{conversation}pk", Q(**{f"{conversation}exit": ""})
    asked = _within(f"{conversation}asked_at", term, campus)
    held = Q(**{f"{conversation}logged_at__isnull": False}) & stays
    held &= _within(f"{conversation}ends_at", term, campus)
    agreed = Q(**{f"{conversation}logged_at__isnull": True}) & stays
    agreed &= _within(f"{conversation}starts_at", term, campus)
    return volunteers.annotate(
        asked=Count(key, filter=asked),
        scheduled=Count(key, filter=agreed),
        held=Count(key, filter=held),
        held_minutes=Coalesce(Sum(f"{conversation}minutes", filter=held, output_field=IntegerField()), 0),
        stands=Case(
            When(withdrawn_at__isnull=False, then=Value("withdrawn")),
            When(Q(capacity=0) | Q(paused_until__gte=today), then=Value("paused")),
            default=Value("open"),
        ),
    )


def counts_by_kind(volunteers: QuerySet[Any]) -> dict[str, int]:
    """Of volunteers `with_load`."""
    kinds = {kind: Count("pk", filter=chosen) for kind, chosen in _IS.items()}
    return dict(volunteers.order_by().aggregate(all=Count("pk"), **kinds))


def hours(minutes: int) -> int | float:
    """To a tenth; a whole number without one."""
    rounded = round(minutes / 60, 1)
    return int(rounded) if rounded.is_integer() else rounded


def _within(column: str, term: Term | None, campus: Campus) -> Q:
    if term is None:
        return Q(**{f"{column}__isnull": False})
    first = datetime.combine(term.starts_on, time(), campus.zone)
    end = datetime.combine(term.ends_on + timedelta(days=1), time(), campus.zone)
    return Q(**{f"{column}__gte": first, f"{column}__lt": end})
