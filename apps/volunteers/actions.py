from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from apps.campus.models import FieldOfInterest
from apps.core.locking import in_lock_order
from apps.core.versions import refuse_older
from apps.volunteers.models import Volunteer

# What is typed of a volunteer, but for the fields of interest.
TYPED = (
    "full_name",
    "email",
    "role",
    "organization",
    "class_year",
    "city",
    "topics",
    "profile_link",
    "formats",
    "time_zone",
    "capacity",
    "shares_hours",
)


class AddressTaken(Exception):  # noqa: N818
    """Another volunteer has this address: `known`, unless they are gone by now. Its text is a sentence."""

    def __init__(self, known: Volunteer | None) -> None:
        super().__init__(f"{known.full_name if known else 'Another volunteer'} has this email address already.")
        self.known = known


def add(*, volunteer: Volunteer, fields: Sequence[FieldOfInterest] = ()) -> Volunteer:
    """Where all of it was added already, by a double click, that one is returned. Raises AddressTaken."""
    volunteer.email = volunteer.email.lower()
    _refuse_merged_address(volunteer)
    try:
        with transaction.atomic():
            volunteer.save(force_insert=True)
            volunteer.fields.set(fields)
    except IntegrityError:
        known = Volunteer.objects.filter(email__iexact=volunteer.email).first()
        if known is None or not _is_same(known, volunteer, fields):
            raise AddressTaken(known) from None
        return known
    return volunteer


def change(*, volunteer: Volunteer, fields: Sequence[FieldOfInterest], seen: str | None = None) -> Volunteer:
    """Keep what is typed of `volunteer`, and these fields of interest. A pause and a withdrawal stay as they are.

    Raises EditedElsewhere where it is not the version `seen` any more, AddressTaken, and Volunteer.DoesNotExist where
    it was merged into another.
    """
    volunteer.email = volunteer.email.lower()
    _refuse_merged_address(volunteer)
    try:
        with transaction.atomic():
            known = in_lock_order(Volunteer.objects).get(pk=volunteer.pk)
            is_same = _is_same(known, volunteer, fields)
            refuse_older(known, seen, is_same=is_same)
            if not is_same:
                volunteer.save(update_fields=TYPED)
                volunteer.fields.set(fields)
    except IntegrityError:
        others = Volunteer.objects.filter(email__iexact=volunteer.email).exclude(pk=volunteer.pk)
        raise AddressTaken(others.first()) from None
    return volunteer


def _refuse_merged_address(volunteer: Volunteer) -> None:
    """One that belongs to somebody by a merge. Raises AddressTaken."""
    others = Volunteer.objects.filter(other_emails__contains=[volunteer.email]).exclude(pk=volunteer.pk)
    if known := others.first():
        raise AddressTaken(known)


def _is_same(known: Volunteer, typed: Volunteer, fields: Sequence[FieldOfInterest]) -> bool:
    is_same = all(getattr(known, name) == getattr(typed, name) for name in TYPED)
    return is_same and {one.pk for one in fields} == {one.pk for one in known.fields.all()}


@transaction.atomic
def pause(*, volunteers: Iterable[Volunteer], until: date) -> list[Volunteer]:
    """Pause them up to and including `until`, a date in the campus's zone.

    Returns those whose pause changed. A longer pause stays, and volunteers who have withdrawn are left alone.
    """
    paused = [
        one
        for one in in_lock_order(Volunteer.objects.filter(pk__in=[one.pk for one in volunteers]))
        if one.withdrawn_at is None and (one.paused_until is None or one.paused_until < until)
    ]
    for volunteer in paused:
        volunteer.paused_until = until
        volunteer.save(update_fields=["paused_until"])
    return paused


@transaction.atomic
def resume(*, volunteers: Iterable[Volunteer]) -> list[Volunteer]:
    """End their pause. Returns those who were paused."""
    chosen = Volunteer.objects.filter(pk__in=[one.pk for one in volunteers])
    resumed = list(in_lock_order(chosen.filter(paused_until__isnull=False, withdrawn_at=None)))
    for volunteer in resumed:
        volunteer.paused_until = None
        volunteer.save(update_fields=["paused_until"])
    return resumed


@transaction.atomic
def note_withdrawal(*, volunteer: Volunteer, as_of: datetime) -> bool:
    """They don't want to be asked any more. False where that was noted before: its day stays."""
    for one in in_lock_order(Volunteer.objects.filter(pk=volunteer.pk, withdrawn_at=None)):
        one.withdrawn_at = as_of
        one.save(update_fields=["withdrawn_at"])
        return True
    return False


@transaction.atomic
def bring_back(*, volunteer: Volunteer) -> bool:
    """They may be asked again, after a pause that still runs. False where they had not withdrawn."""
    for one in in_lock_order(Volunteer.objects.filter(pk=volunteer.pk, withdrawn_at__isnull=False)):
        one.withdrawn_at = None
        one.save(update_fields=["withdrawn_at"])
        return True
    return False
