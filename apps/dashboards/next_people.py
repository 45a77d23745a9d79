"""Whom home speaks of: people to ask next, to thank for a name, to tell the rest about, and the next rung."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, F, Func, IntegerField, OuterRef, Q, Value
from django.db.models.lookups import IsNull

from apps.contacts.models import Contact, Source, Warmth, mark_namesakes
from apps.contacts.start import ladder
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from apps.students.models import Student

IDEAS = 3
MOST_AT_ONCE = 20  # of those just met, and those to thank
PRACTICE = 2  # conversations with people whom the student knew, before home proposes the next rung

_SHOWN = (
    "full_name",
    "folded_name",
    "call_them",
    "role",
    "organization",
    "source",
    "notes",
    "just_met_at",
    "introduced_by__full_name",
    "student_id",
)
# One place in an array, not a condition for each rung: those took a quarter of the page.
_LADDER = Func(
    Value(list(Source.values), output_field=ArrayField(CharField())),
    F("source"),
    function="array_position",
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class People:
    """`ideas` are not talked to yet: those that someone named, then the warmest by the ladder, then the newest. Of
    `just_met` the rest is still to be told, the latest first. `to_thank` gave a name, and were not thanked for it.
    Nobody is an idea while home asks for something else about them.
    """

    ideas: Sequence[Contact] = ()
    just_met: Sequence[Contact] = ()
    to_thank: Sequence[Contact] = ()


def next_people(student: Student) -> People:
    """One query."""
    under_way = Exists(Interview.objects.filter(contact=OuterRef("pk")))
    owes_thanks = Exists(Outreach.objects.owing_thanks().filter(contact=OuterRef("pk")))
    found = student.contacts.active().annotate(under_way=under_way, owes_thanks=owes_thanks)
    found = found.filter(Q(under_way=False) | Q(just_met_at__isnull=False) | Q(owes_thanks=True))
    latest_met, named = F("just_met_at").desc(nulls_last=True), IsNull(F("introduced_by"), False).desc()
    order = ("-owes_thanks", latest_met, named, _LADDER.asc(nulls_last=True), "-created_at", "-pk")
    people = list(found.select_related("introduced_by").only(*_SHOWN).order_by(*order)[: MOST_AT_ONCE + IDEAS])
    just_met = [one for one in people if one.just_met_at]
    to_thank = [one for one in people if one.owes_thanks]
    mark_namesakes({*just_met, *to_thank})
    ideas = [one for one in people if not (one.under_way or one.just_met_at or one.owes_thanks)]
    return People(ideas[:IDEAS], just_met, to_thank)


def next_rung(interviews: Iterable[Interview]) -> Source | None:
    """After two conversations with people whom the student knew: the rung after the coldest one that they reached."""
    reached = [Source(each.contact.source) for each in interviews if each.is_held and each.contact.source]
    if sum(rung.warmth is Warmth.KNOWN for rung in reached) < PRACTICE:
        return None
    return ladder.following(max(reached, key=ladder.RUNGS.index))
