"""The informational interview, its thank-you note, and its exclusions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from apps.campus.models import Format
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core.models import Timestamped, Versioned, new_version
from apps.interviews.calendar.entry import CalendarEntry, new_sequence
from apps.interviews.notes.models import Note  # noqa: F401 - Django finds models here
from apps.interviews.querysets import InterviewQuerySet
from apps.students.models import Student, same_student


class State(models.TextChoices):
    """The six steps of an interview's life, and the side exits."""

    IDEA = "idea", "Idea"
    ASKED = "asked", "Asked"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    THANKED = "thanked", "Thanked"
    REFLECTED = "reflected", "Reflected"
    DECLINED = "declined", "Declined"
    NO_REPLY = "no_reply", "No reply"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "No-show"


class Exit(models.TextChoices):
    """The side exits. A no-show can be by either side."""

    DECLINED = "declined", "They declined"
    NO_REPLY = "no_reply", "No reply"
    CANCELLED = "cancelled", "It was cancelled"
    NO_SHOW_CONTACT = "no_show_contact", "They did not come"
    NO_SHOW_STUDENT = "no_show_student", "I did not come"


class ThankedHow(models.TextChoices):
    ACQUAINT = "acquaint", "From Acquaint"
    MAIL = "mail", "From my mail app"
    MESSAGE = "message", "In a message"
    CARD = "card", "With a card"
    IN_PERSON = "in_person", "In person"
    OTHER = "other", "Another way"


NO_SHOWS = (Exit.NO_SHOW_CONTACT, Exit.NO_SHOW_STUDENT)
LENGTHS = (5, 240)  # minutes that a logged conversation may have lasted
PLANNED_LENGTHS = (15, 60)  # minutes that one may be planned for


@pghistory.track(
    model_name="InterviewEvent",
    meta={"verbose_name": "history of interviews", "verbose_name_plural": "history of interviews"},
    fields=[
        "format",
        "minutes",
        "asked_at",
        "replied_at",
        "scheduled_at",
        "rescheduled_at",
        "starts_at",
        "ends_at",
        "prepared_at",
        "logged_at",
        "thanked_at",
        "thanked_how",
        "reflected_at",
        "exit",
        "exited_at",
        "logged_by_link",
    ],
)
class Interview(CalendarEntry, Timestamped, Versioned):
    """One conversation with one contact. The database derives `state` from its dates, each of them UTC.

    `starts_at` is the planned start while it is scheduled, and the real one once it is logged. `ends_at` is start
    plus length, the H that every reminder counts from; a conversation by messages has no length and ends when the
    answers arrive. Held means the student said so (`logged_at`), which is possible only after the end. `prepared_at`,
    `thanked_at` and `reflected_at` are when the student said so too. Reflected, as a state, means thanked and
    reflected: one may reflect before one thanks. `updated_at` is when what the student says of the conversation
    changed: when it was, how long, how, where, and what was learned.
    """

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="interviews")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="interviews")
    format = models.CharField("how", max_length=20, choices=Format, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    replied_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the request first had a reply, also by a date or a no; stays when either is taken back.",
    )
    scheduled_at = models.DateTimeField(null=True, blank=True, help_text="When a date was agreed.")
    rescheduled_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    logged_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    thanked_how = models.CharField(max_length=10, choices=ThankedHow, blank=True)
    reflected_at = models.DateTimeField(null=True, blank=True)
    exit = models.CharField(max_length=20, choices=Exit, blank=True)
    exited_at = models.DateTimeField(null=True, blank=True)
    state = models.GeneratedField(
        expression=Case(
            When(exit__in=NO_SHOWS, then=Value(State.NO_SHOW)),
            When(~Q(exit=""), then=F("exit")),
            When(thanked_at__isnull=False, reflected_at__isnull=False, then=Value(State.REFLECTED)),
            When(thanked_at__isnull=False, then=Value(State.THANKED)),
            When(logged_at__isnull=False, then=Value(State.HELD)),
            When(starts_at__isnull=False, then=Value(State.SCHEDULED)),
            When(asked_at__isnull=False, then=Value(State.ASKED)),
            default=Value(State.IDEA),
        ),
        output_field=models.CharField(max_length=20),
        choices=State,
        db_persist=True,
    )
    round = models.PositiveSmallIntegerField(
        default=1,
        help_text="Rises when a date is agreed anew for which reminders must go again: they go once a round.",
    )
    learned = models.TextField("what I learned", max_length=10_000, blank=True)
    logged_by_link = models.BooleanField(
        default=False, db_default=False, help_text="Whether the log came by the link in a mail, without sign-in."
    )
    link_used_round = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The last round whose link in a mail was used; a link works once."
    )

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["student", "logged_at"], name="interview_student_logged"),
            models.Index(fields=["ends_at"], condition=Q(exit=""), name="interview_open_ends_at"),
        ]
        triggers = [
            same_student(
                name="interview_with_own_contact",
                columns=("student_id", "contact_id"),
                rows="FROM contacts_contact c WHERE c.id = NEW.contact_id AND c.student_id = NEW.student_id",
            ),
            new_version("learned", "starts_at", "minutes", "format", "place"),
            new_sequence(),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "contact", "starts_at"],
                condition=Q(starts_at__isnull=False),
                name="interview_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(format="") | Q(format__in=Format.values), name="interview_format_known"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=LENGTHS), name="interview_minutes_5_to_240"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(format=Format.MESSAGES, minutes=None)
                | ~Q(format=Format.MESSAGES) & Q(minutes__isnull=False),
                name="interview_length_unless_messages",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gte=F("starts_at")),
                name="interview_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(scheduled_at__isnull=False) | Q(logged_at__isnull=False),
                name="interview_start_was_agreed_or_logged",
            ),
            models.CheckConstraint(
                condition=Q(logged_at=None) | Q(ends_at__isnull=False, ends_at__lte=F("logged_at")),
                name="interview_held_only_when_past",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None) | Q(scheduled_at=None) | Q(asked_at__lte=F("scheduled_at")),
                name="interview_asked_before_scheduled",
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None) | Q(asked_at__isnull=False, asked_at__lte=F("replied_at")),
                name="interview_asked_before_reply",
            ),
            models.CheckConstraint(
                condition=Q(rescheduled_at=None) | Q(scheduled_at__isnull=False, rescheduled_at__gte=F("scheduled_at")),
                name="interview_moved_after_scheduled",
            ),
            models.CheckConstraint(
                condition=Q(exit="", exited_at=None) | Q(exit__in=Exit.values, exited_at__isnull=False),
                name="interview_exit_dated",
            ),
            models.CheckConstraint(condition=Q(exit="") | Q(logged_at=None), name="interview_held_or_exited_not_both"),
            models.CheckConstraint(
                condition=Q(thanked_at=None, thanked_how="")
                | Q(thanked_at__isnull=False, thanked_how__in=ThankedHow.values),
                name="interview_thanked_somehow",
            ),
            models.CheckConstraint(
                condition=Q(thanked_at=None) | Q(logged_at__isnull=False), name="interview_thanked_only_when_held"
            ),
            models.CheckConstraint(
                condition=Q(logged_by_link=False) | Q(logged_at__isnull=False), name="interview_by_link_only_when_held"
            ),
            models.CheckConstraint(
                condition=Q(reflected_at=None) | Q(logged_at__isnull=False), name="interview_reflected_only_when_held"
            ),
        ]

    def __str__(self) -> str:
        return f"Interview {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The database derives the state anew, and Django reads it back after an INSERT only.
        self.__dict__.pop("state", None)
        super().save(*args, **kwargs)

    @property
    def cause_key(self) -> str:
        """What its reminders are unique by."""
        return f"interview:{self.pk}:{self.round}"

    @property
    def request_key(self) -> str:
        """What the follow-ups to its request are unique by; a request taken back and made anew is another. Empty
        without a request.
        """
        return f"request:{self.pk}:{self.asked_at.astimezone(UTC):%Y%m%dT%H%M%S}" if self.asked_at else ""

    @property
    def is_held(self) -> bool:
        return self.logged_at is not None

    @property
    def is_prepared(self) -> bool:
        return self.prepared_at is not None

    @property
    def is_thanked(self) -> bool:
        return self.thanked_at is not None

    @property
    def is_reflected_on(self) -> bool:
        return self.reflected_at is not None

    @property
    def has_draft(self) -> bool:
        """Whether the thank-you note was begun."""
        note = getattr(self, "thank_you_note", None)
        return bool(note and note.body)

    def note_reply(self, as_of: datetime) -> None:
        """Record the first reply to the request, which ends its follow-ups. Does not save."""
        if self.asked_at and not self.replied_at:
            self.replied_at = as_of

    def plan(self, *, starts_at: datetime, minutes: int | None, format: str) -> None:
        """Set start, length and format together, so that the end always follows from them. Does not save."""
        self.format = format
        self.minutes = None if format == Format.MESSAGES else minutes
        self.starts_at = starts_at
        self.ends_at = starts_at + timedelta(minutes=self.minutes or 0)


class ThankYouNote(Timestamped, Versioned):
    """Drafted by the student and read by nobody else. Whether and when it went out stands on the interview."""

    owned_by = "student"

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="thank_you_note")
    body = models.TextField("your thank-you note", max_length=10_000, blank=True)

    class Meta:
        triggers = [new_version()]

    def __str__(self) -> str:
        return f"Thank-you note for interview {self.interview_id}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="ExclusionEvent",
    meta={"verbose_name": "history of exclusions", "verbose_name_plural": "history of exclusions"},
    fields=["interview", "cohort", "adviser"],
)
class Exclusion(Timestamped):
    """One interview left out of one cohort's count."""

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="exclusions")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="exclusions")
    adviser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, help_text="The student sees it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interview", "cohort"], name="exclusion_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="exclusion_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Interview {self.interview_id} does not count in cohort {self.cohort_id}"
