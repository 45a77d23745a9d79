"""Contacts: the people in one student's own network, private to that student."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import models

from apps.contacts.querysets import ContactQuerySet
from apps.core.folding import FoldedField
from apps.core.models import GreetedByField, LinkField, NameField, Timestamped, Versioned, new_version
from apps.core.names.greetings import greeting_of
from apps.students.models import Student
from apps.volunteers.models import Volunteer


class Warmth(models.TextChoices):
    KNOWN = "known", "Known"
    CONNECTED = "connected", "Connected"
    NEW = "new", "New"


class Source(models.TextChoices):
    """How the student came to the contact: the warm-to-cold ladder, warmest first."""

    FAMILY = "family", "Family"
    FRIENDS = "friends", "Friends"
    NEIGHBORS = "neighbors", "Neighbors and acquaintances"
    CLASSMATES = "classmates", "Classmates"
    CLUBS = "clubs", "Clubs and communities"
    TEACHERS = "teachers", "School teachers"
    MENTORS = "mentors", "Mentors, coaches and community leaders"
    PROFESSORS = "professors", "Professors"
    ADVISERS = "advisers", "Academic or career advisers"
    CURRENT_WORK = "current_work", "Current internship or work"
    FORMER_COLLEAGUES = "former_colleagues", "Former supervisors and colleagues"
    REFERRAL = "referral", "Introduced by someone"
    VOLUNTEERS = "volunteers", "Alumni volunteers of this program"
    ALUMNI = "alumni", "Alumni network of the campus"
    GUESTS = "guests", "Guest lecturers and presenters"
    CAREER_FAIRS = "career_fairs", "Career-fair attendees"
    CAMPUS_EVENTS = "campus_events", "Campus events"
    LINKEDIN = "linkedin", "LinkedIn"
    HANDSHAKE = "handshake", "Handshake"
    CHANCE = "chance", "Met by chance"

    @property
    def warmth(self) -> Warmth:
        """Known: they know the student. Connected: a person or a place connects them. New: nothing does yet."""
        return _WARMTH.get(self, Warmth.NEW)


_WARMTH = {
    **dict.fromkeys(
        [
            Source.FAMILY,
            Source.FRIENDS,
            Source.NEIGHBORS,
            Source.CLASSMATES,
            Source.CLUBS,
            Source.TEACHERS,
            Source.MENTORS,
            Source.PROFESSORS,
            Source.ADVISERS,
            Source.CURRENT_WORK,
            Source.FORMER_COLLEAGUES,
        ],
        Warmth.KNOWN,
    ),
    **dict.fromkeys(
        [
            Source.REFERRAL,
            Source.VOLUNTEERS,
            Source.ALUMNI,
            Source.GUESTS,
            Source.CAREER_FAIRS,
            Source.CAMPUS_EVENTS,
        ],
        Warmth.CONNECTED,
    ),
}


class NameUse(models.TextChoices):
    """How it stands with whoever introduced a contact: whether the student may say who sent them."""

    YES = "yes", "OK to use their name"
    WILL_INTRODUCE = "will_introduce", "They’ll introduce me"
    NOT_YET = "not_yet", "I haven’t asked"
    NO = "no", "Don’t use their name"


class Cadence(models.IntegerChoices):
    """How often the student wants to write to a contact again, in months."""

    MONTHLY = 1, "Every month"
    QUARTERLY = 3, "Every three months"
    HALF_YEARLY = 6, "Twice a year"
    YEARLY = 12, "Once a year"


EVENING = time(18)  # from then on the rest about someone just met is asked for, on the student's clock


# What a form changes, by columns.
_TYPED = (
    "full_name",
    "call_them",
    "role",
    "organization",
    "source",
    "introduced_by_id",
    "name_use",
    "email",
    "phone",
    "profile_link",
    "notes",
    "name_shared",
    "keep_in_touch_months",
    "may_mentor",
)


class Contact(Timestamped, Versioned):
    """A person in one student's own network; may be linked to a volunteer.

    Advisers see role and organization, the name only where the student shares it, and never email, phone or notes.
    """

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="contacts")
    full_name = NameField("name", max_length=120)
    folded_name = FoldedField("full_name")
    call_them = GreetedByField(max_length=60, blank=True, help_text="How you greet them, such as Dr. Lopez or Wei.")
    role = NameField("what they do", max_length=120, blank=True)
    organization = NameField(max_length=120, blank=True)
    source = models.CharField("how you know them", max_length=20, choices=Source, blank=True)
    introduced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="introduced",
    )
    name_use = models.CharField(
        "may you say who sent you?", max_length=20, choices=NameUse, default=NameUse.NOT_YET, db_default=NameUse.NOT_YET
    )
    email = models.EmailField("email", max_length=254, blank=True)
    phone = NameField(max_length=40, blank=True)
    profile_link = LinkField("profile link", max_length=300, blank=True)
    name_shared = models.BooleanField("my adviser may see the name", default=False)
    notes = models.TextField("anything else", max_length=10_000, blank=True)
    volunteer = models.ForeignKey(
        Volunteer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
    )

    keep_in_touch_months = models.PositiveSmallIntegerField("keep in touch", choices=Cadence, null=True, blank=True)
    may_mentor = models.BooleanField("they might become a mentor", default=False, db_default=False)
    just_met_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they were added in two fields; empty once the student told the rest, or has no more to tell.",
    )
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Archived people leave lists, ideas and choices, and stay in what happened."
    )

    # Whether the student knows another person of this name; says so only where that was asked.
    has_namesake = False

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "full_name", "pk"]
        indexes = [models.Index(fields=["student", "folded_name"], name="contact_student_name")]
        triggers = [new_version(*_TYPED)]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="") | models.Q(source__in=Source.values),
                name="contact_source_known",
            ),
            models.CheckConstraint(condition=models.Q(name_use__in=NameUse.values), name="contact_name_use_known"),
            models.CheckConstraint(
                condition=models.Q(keep_in_touch_months=None) | models.Q(keep_in_touch_months__in=Cadence.values),
                name="contact_cadence_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(introduced_by=models.F("pk")),
                name="contact_not_introduced_by_self",
            ),
            models.UniqueConstraint(
                fields=["student", "volunteer"],
                condition=models.Q(volunteer__isnull=False),
                name="contact_volunteer_once_a_student",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def asks_rest_from(self, zone: ZoneInfo) -> datetime | None:
        """The evening of the day in `zone` on which they met; None for whom nothing more is asked."""
        return self.just_met_at and datetime.combine(self.just_met_at.astimezone(zone), EVENING, zone)

    @property
    def source_warmth(self) -> Warmth | None:
        return Source(self.source).warmth if self.source else None

    @property
    def greeting(self) -> str:
        """What a letter to them opens with: as the student said, otherwise as the name allows."""
        return self.call_them or greeting_of(self.full_name)

    @property
    def description(self) -> str:
        """Role and organization on one line; empty when neither is known."""
        return ", ".join(part for part in (self.role, self.organization) if part)

    @property
    def known_for(self) -> str:
        """What tells them from another of their name: what they do and where, or how the student knows them."""
        return self.description or self.get_source_display()

    @property
    def who(self) -> str:
        """The name; with a namesake also what tells the two apart, if that is known."""
        return f"{self.full_name} ({self.known_for})" if self.has_namesake and self.known_for else self.full_name


def mark_namesakes(contacts: Iterable[Contact]) -> None:
    """Of those that one page names together."""
    contacts = list(contacts)
    often = Counter(name for _, name in {(one.pk, one.folded_name) for one in contacts})
    for one in contacts:
        one.has_namesake = often[one.folded_name] > 1
