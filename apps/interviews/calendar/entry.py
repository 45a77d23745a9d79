"""What an interview has to say in a calendar: where, until when, and how often that has changed."""

from datetime import datetime, timedelta

import pgtrigger
from django.db import models

from apps.core.models import NameField

MARGIN = timedelta(minutes=30)  # what the calendar keeps free after the length that was asked for
THANKS_AFTER = timedelta(hours=1)  # after the end


class CalendarEntry(models.Model):
    """The columns of an interview that only its calendar file and the page of its date read.

    The trigger `new_sequence` counts `calendar_sequence`. `place` is private to the student.
    """

    place = NameField(
        "place or link", max_length=300, blank=True, default="", db_default="", help_text="Only the student reads it."
    )
    undone_start = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the date that was undone last would have been; calendars may still have it.",
    )
    calendar_sequence = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Rises when the date or the place changes, and when it is off.",
    )

    # Of the interview.
    starts_at: datetime | None
    minutes: int | None
    exit: str

    class Meta:
        abstract = True

    @property
    def calendar_start(self) -> datetime | None:
        """The start that calendars have: of its date, or of the one undone last. None where it never had one."""
        return self.starts_at or self.undone_start

    @property
    def is_off(self) -> bool:
        """Whether what a calendar has of it is to be taken out."""
        return bool(self.exit or not self.starts_at)

    @property
    def calendar_end(self) -> datetime | None:
        """The end of what was asked for, without the margin."""
        start = self.calendar_start
        return start + timedelta(minutes=self.minutes or 0) if start else None

    @property
    def free_until(self) -> datetime | None:
        return self.calendar_end + MARGIN if self.calendar_end else None

    @property
    def thanks_at(self) -> datetime | None:
        """When the calendar reminds of the thanks."""
        return self.calendar_end + THANKS_AFTER if self.calendar_end else None

    def is_left_in_calendars(self, as_of: datetime) -> bool:
        """Whether a calendar may still announce what is off."""
        return self.is_off and self.thanks_at is not None and self.thanks_at > as_of


def new_sequence() -> pgtrigger.Trigger:
    """Raises `calendar_sequence` by one at each UPDATE that changes what a calendar may have of it. No save can forget
    it, and none can write an older number back.
    """
    new, old = (f"ROW({row}.starts_at, {row}.ends_at, {row}.place, {row}.exit <> '')" for row in ("NEW", "OLD"))
    return pgtrigger.Trigger(
        name="new_sequence",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            NEW.calendar_sequence = OLD.calendar_sequence + CASE
                WHEN COALESCE(OLD.starts_at, OLD.undone_start) IS NOT NULL AND {new} IS DISTINCT FROM {old} THEN 1
                ELSE 0
            END;
            RETURN NEW;
        """,
    )
