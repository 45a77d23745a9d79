"""The campus that this installation serves: one row, with every number a program may change."""

import zoneinfo
from datetime import datetime, time
from email.utils import parseaddr

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Value

from apps.campus.colors import digest_of
from apps.core.mail import named_address
from apps.core.models import NameField


def validate_time_zone(value: str) -> None:
    """An IANA zone such as America/New_York."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            "Choose a time zone from the list, such as America/New_York.",
            code="time_zone",
        )


def goal_days() -> list[int]:
    """The default days before the due date on which students short of the goal get a reminder."""
    return [14, 7, 2]


class CampusManager(models.Manager["Campus"]):
    def current(self) -> "Campus":
        """The campus of this installation. Its row exists from the first migration on."""
        return self.get(pk=1)

    def current_and_now(self) -> "tuple[Campus, datetime]":
        """The campus and the database's time, aware and in UTC, in one query."""
        (campus,) = self.raw("SELECT *, clock_timestamp() AS read_at FROM campus_campus")
        return campus, campus.read_at  # type: ignore[attr-defined]


@pghistory.track(
    model_name="CampusEvent",
    meta={"verbose_name": "history of the campus", "verbose_name_plural": "history of the campus"},
)
class Campus(models.Model):
    """Name, zone, sender and the program's numbers. Times of day are the recipient's own local time."""

    owned_by = "campus"

    name = NameField(max_length=120, default="Your campus")
    center_name = NameField("name of the center", max_length=120, default="Career Center")
    postal_address = NameField(max_length=200, blank=True, help_text="It appears at the bottom of every email.")
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[validate_time_zone])
    sender_name = NameField(max_length=120, default="Acquaint")
    sender_email = models.EmailField(
        "sender's email",
        blank=True,
        help_text="Leave it empty to use the installation’s default sender.",
    )
    help_email = models.EmailField(
        "email for help",
        blank=True,
        help_text="Answers to Acquaint’s mail go here, so a person should read it. Leave it empty, and they go to the "
        "sender.",
    )
    quiet_from = models.TimeField("quiet hours from", default=time(21))
    quiet_until = models.TimeField("quiet hours until", default=time(8))
    thank_you_hours = models.PositiveSmallIntegerField(
        "hours to say thank you",
        default=24,
        validators=[MinValueValidator(12), MaxValueValidator(72)],
    )
    first_thank_you_after_hours = models.PositiveSmallIntegerField(
        "first thank-you reminder after hours",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(8)],
    )
    how_did_it_go_after_minutes = models.PositiveSmallIntegerField(
        "“How did it go?” after minutes",
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    preparation_before_hours = models.PositiveSmallIntegerField(
        "preparation reminder before hours",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(72)],
        help_text="Hours before the start. Students who are prepared get none.",
    )
    follow_up_after_days = models.PositiveSmallIntegerField(
        "follow-up after days",
        default=7,
        validators=[MinValueValidator(3), MaxValueValidator(30)],
        help_text="Days of silence after a request. A second one goes after twice as many days, and then no more.",
    )
    goal_days_before = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(90)]),
        verbose_name="goal reminders, days before the due date",
        default=goal_days,
        size=5,
        blank=True,
        help_text="Separate them with commas, such as 14, 7, 2. They go only to students short of the goal. Leave it "
        "empty to send none.",
    )
    goal = models.PositiveSmallIntegerField(
        "goal of a new cohort",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    volunteer_capacity = models.PositiveSmallIntegerField(
        "requests to a volunteer each term",
        default=2,
        validators=[MaxValueValidator(20)],
    )

    outreach_email_words = models.PositiveSmallIntegerField(
        "words of an email",
        default=150,
        db_default=150,
        validators=[MinValueValidator(50), MaxValueValidator(500)],
        help_text="How long a message that asks for a conversation should be at most. A longer one can be sent.",
    )
    outreach_text_words = models.PositiveSmallIntegerField(
        "words of a text message",
        default=60,
        db_default=60,
        validators=[MinValueValidator(20), MaxValueValidator(200)],
    )
    outreach_linkedin_characters = models.PositiveSmallIntegerField(
        "characters of a LinkedIn note",
        default=200,
        db_default=200,
        validators=[MinValueValidator(100), MaxValueValidator(1000)],
        help_text="LinkedIn takes 200 with a free account.",
    )
    sends_outreach = models.BooleanField(
        "students may send from Acquaint",
        default=False,
        db_default=False,
        help_text="Otherwise students send their messages from their own mail or phone. What Acquaint sends for a "
        "student names the student and the campus, answers go to the student, and the person can stop it.",
    )

    accent = models.CharField(
        "accent color",
        max_length=7,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", "Write it as # and six digits or letters, like #3d3a9e.")],
        help_text="Leave it empty for Acquaint’s own.",
    )
    logo_digest = models.CharField(
        max_length=16,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="It is in the logo’s address.",
    )
    # In pixels, so that nothing moves when the picture arrives.
    logo_width = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    email_domains = ArrayField(
        models.CharField(max_length=253),
        verbose_name="domains of campus email",
        default=list,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=253))),
        size=20,
        blank=True,
        help_text="Such as fairhaven.example. A roster may have addresses elsewhere, and says so. Whoever joins with a "
        "code needs one of these. Leave it empty if there are none.",
    )
    test_mail_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    test_mail_arrived_at = models.DateTimeField(null=True, blank=True, editable=False)
    test_mail_checks = models.JSONField(
        default=dict,
        db_default=Value({}, output_field=models.JSONField()),
        blank=True,
        editable=False,
        help_text="What the mail server that took the test mail wrote of SPF, DKIM and DMARC, by these names.",
    )
    set_up_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When an administrator put the steps of setting up away."
    )
    backed_up_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The last backup, as `manage.py note_backup` told."
    )

    objects = CampusManager()

    class Meta:
        verbose_name = "campus"
        verbose_name_plural = "campus"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="campus_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(thank_you_hours__range=(12, 72)),
                name="campus_thank_you_hours_12_to_72",
            ),
            models.CheckConstraint(
                condition=models.Q(first_thank_you_after_hours__range=(1, 8)),
                name="campus_first_thank_you_1_to_8",
            ),
            models.CheckConstraint(
                condition=models.Q(how_did_it_go_after_minutes__range=(5, 240)),
                name="campus_how_did_it_go_5_to_240",
            ),
            models.CheckConstraint(
                condition=models.Q(preparation_before_hours__range=(1, 72)),
                name="campus_preparation_1_to_72",
            ),
            models.CheckConstraint(
                condition=models.Q(follow_up_after_days__range=(3, 30)),
                name="campus_follow_up_3_to_30",
            ),
            models.CheckConstraint(condition=models.Q(goal__range=(1, 20)), name="campus_goal_1_to_20"),
            models.CheckConstraint(
                condition=models.Q(volunteer_capacity__lte=20),
                name="campus_volunteer_capacity_to_20",
            ),
            models.CheckConstraint(
                condition=~models.Q(quiet_from=models.F("quiet_until")),
                name="campus_quiet_hours_end",
                violation_error_message="Quiet hours must end at a different time than they begin.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def accent_digest(self) -> str:
        """What the address of the accent's style sheet names; empty where the campus has Acquaint's own color."""
        return digest_of(self.accent) if self.accent else ""

    @property
    def sender(self) -> str:
        """The From header of mail: the campus's name, with its own address or the installation's."""
        return named_address(self.sender_name, self.sender_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])

    @property
    def reply_to(self) -> str:
        """The Reply-To header of mail: a person at the center; empty where the campus named none."""
        return named_address(self.center_name, self.help_email) if self.help_email else ""


class Logo(models.Model):
    """The campus's picture, in a row of its own because the campus is read with each request."""

    owned_by = "campus"

    campus = models.OneToOneField(Campus, on_delete=models.CASCADE, related_name="logo")
    png = models.BinaryField()

    def __str__(self) -> str:
        return "the logo"


class SetupToken(models.Model):
    """What the one-time token of the first-run page is derived from, with SECRET_KEY: this row alone opens nothing, and
    every process derives the same token. One row; none once it was used.
    """

    owned_by = "nobody"

    nonce = models.CharField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="setup_token_is_one_row")]

    def __str__(self) -> str:
        return "the token of the first-run page"


class FieldOfInterest(models.Model):
    """A field that students are curious about and volunteers work in, from the campus's own list."""

    owned_by = "campus"

    name = NameField(max_length=80, unique=True)

    class Meta:
        verbose_name_plural = "fields of interest"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Format(models.TextChoices):
    """How a conversation is held, best first."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video"
    PHONE = "phone", "Phone"
    MESSAGES = "messages", "Email or messages"
