"""Two contacts who are one person: everything of the one goes to the other, by hand, and never unasked."""

import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.actions import NotPossible, Removed, combine, leads_to
from apps.contacts.models import Contact, NameUse
from apps.core.locking import in_lock_order
from apps.interviews import progress
from apps.interviews.models import Interview
from apps.network.models import Referral
from apps.reminders.actions import refresh
from apps.students.models import Student

# A no to using the name outlasts a yes.
_STRICTEST = (NameUse.NO, NameUse.WILL_INTRODUCE, NameUse.YES, NameUse.NOT_YET)


@dataclass(frozen=True)
class Lower:
    """A cohort where the two counted as different people."""

    cohort: Cohort
    before: int

    @property
    def after(self) -> int:
        return self.before - 1


def preview(*, kept: Contact, other: Contact) -> Contact:
    """`kept` as it would be, not saved. Raises NotPossible where the two cannot be one."""
    if kept.volunteer_id and other.volunteer_id and kept.volunteer_id != other.volunteer_id:
        raise NotPossible("Each of them is a volunteer of the program, so they are two people.")
    starts = Interview.objects.filter(contact=other, starts_at__isnull=False).values("starts_at")
    if Interview.objects.filter(contact=kept, starts_at__in=starts).exists():
        raise NotPossible(
            f"You have a conversation with {kept.full_name} and one with {other.full_name} that begin at the same "
            "time. Take back the log or the date of one of them first. What you wrote stays."
        )
    person, told = copy.copy(kept), copy.copy(other)
    told.name_shared = False
    if person.introduced_by and leads_to(person.introduced_by, {other.pk}):
        person.introduced_by, person.name_use = None, NameUse.NOT_YET
    person.created_at = min(kept.created_at, other.created_at)
    combine(person, told)
    if kept.introduced_by_id == other.introduced_by_id:
        person.name_use = next(one for one in _STRICTEST if one in (kept.name_use, other.name_use))
    # The adviser may see the name only where the student said so of both.
    person.name_shared = kept.name_shared and other.name_shared
    person.keep_in_touch_months = kept.keep_in_touch_months or other.keep_in_touch_months
    person.may_mentor = kept.may_mentor or other.may_mentor
    person.just_met_at = kept.just_met_at and other.just_met_at
    person.archived_at = kept.archived_at and other.archived_at
    return person


def lowered(*, kept: Contact, other: Contact, as_of: datetime, campus: Campus) -> list[Lower]:
    """The cohorts whose count goes down by one: both count there, and only different people do."""
    # A second line: progress counts in nobody's cohort but the student's.
    cohorts = Cohort.objects.filter(memberships__student=kept.student_id, different_people=True)
    each = progress.progress_of(student=kept.student, cohorts=cohorts, as_of=as_of, campus=campus)
    both = {kept.pk, other.pk}
    return [
        Lower(one.cohort, one.counted)
        for one in each
        if both <= {status.person for status in one.statuses if status.counts}
    ]


@transaction.atomic
def merge(*, kept: Contact, other: Contact, as_of: datetime) -> Contact:
    """All that belongs to `other` belongs to `kept`, and `other` is gone. Done already, it changes nothing. A model of
    which a person may have only one row joins two in its `before_merge`.

    Raises NotPossible where the two cannot be one, and Removed where `kept` is gone.
    """
    student = in_lock_order(Student.objects.select_related("user")).get(pk=kept.student_id)
    found = Contact.objects.filter(student=student, pk__in=[kept.pk, other.pk])
    people = {one.pk: one for one in in_lock_order(found)}
    if kept.pk not in people:
        raise Removed
    if other.pk not in people or kept.pk == other.pk:
        return kept
    kept, other = people[kept.pk], people[other.pk]
    person = preview(kept=kept, other=other)
    _keep_one_referral(kept, other)
    _keep_one_idea(kept, other)
    Contact.objects.filter(pk=kept.pk, introduced_by=other).update(introduced_by=None)
    for relation in Contact._meta.related_objects:
        field = relation.field.name
        if join := getattr(relation.related_model, "before_merge", None):
            join(kept, other)
        relation.related_model._base_manager.filter(**{field: other}).update(**{field: kept})
    other.delete()
    person.save()
    refresh(user=student.user, as_of=as_of)
    return person


def _keep_one_idea(kept: Contact, other: Contact) -> None:
    """Nobody is asked twice: of their open conversations an idea for which nothing was done yet gives way."""
    both = Interview.objects.filter(contact__in=[kept.pk, other.pk]).open()
    ideas = both.filter(asked_at=None, starts_at=None, prepared_at=None, learned="")
    for relation in Interview._meta.related_objects:
        if relation.field.name != "pgh_obj":  # its history alone is nothing that was done for it
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            ideas = ideas.filter(~Exists(rows))
    found = list(ideas.order_by("pk"))
    more = both.exclude(pk__in=[one.pk for one in found]).exists()
    for idea in found if more else found[1:]:
        idea.delete()


def _keep_one_referral(kept: Contact, other: Contact) -> None:
    """An interview refers to a person once, and nobody to themselves."""
    both = [kept.pk, other.pk]
    Referral.objects.filter(contact__in=both, interview__contact__in=both).delete()
    of_kept = Referral.objects.filter(contact=kept).values("interview")
    Referral.objects.filter(contact=other, interview__in=of_kept).delete()
