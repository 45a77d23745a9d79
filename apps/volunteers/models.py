"""Volunteers: alumnae, alumni and friends of the campus who agreed to be asked. They have no account."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Lower

from apps.campus.models import FieldOfInterest, Format, validate_time_zone
from apps.core.folding import FoldedField
from apps.core.models import LinkField, NameField, Timestamped, Versioned, new_version


def every_format() -> list[str]:
    return list(Format.values)


@pghistory.track(
    model_name="VolunteerEvent",
    meta={"verbose_name": "history of volunteers", "verbose_name_plural": "history of volunteers"},
    fields=["capacity", "paused_until", "withdrawn_at", "formats"],
)
class Volunteer(Timestamped, Versioned):
    """Managed by administrators; answers through signed links. The address is never listed to students."""

    owned_by = "volunteer"

    full_name = NameField(max_length=120)
    folded_name = FoldedField("full_name")
    email = models.EmailField("email", max_length=254)
    # Of rows that were merged into this one, in lower case: a list that names one of them means this person.
    other_emails = ArrayField(models.EmailField(max_length=254), default=list, db_default=[], editable=False)
    role = NameField("what they do", max_length=120, blank=True)
    organization = NameField(max_length=120, blank=True)
    class_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(2100)])
    city = NameField(max_length=120, blank=True)
    fields = models.ManyToManyField(FieldOfInterest, blank=True, related_name="volunteers")
    topics = models.TextField("happy to be asked about", max_length=1000, blank=True)
    profile_link = LinkField(max_length=300, blank=True)
    formats = ArrayField(models.CharField(max_length=20, choices=Format), default=every_format)
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="Leave it empty to use the campus’s time zone.",
    )
    capacity = models.PositiveSmallIntegerField(
        "requests each term",
        default=2,
        validators=[MaxValueValidator(20)],
        help_text="0 pauses requests.",
    )
    shares_hours = models.BooleanField(
        "hours may go to the alumni office",
        default=False,
        db_default=False,
        help_text="They agreed that the alumni office hears how many hours they gave. Nothing else goes there.",
    )
    paused_until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["folded_name", "full_name", "pk"]
        triggers = [new_version()]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="volunteer_email_once",
                violation_error_message="A volunteer with this email address exists already.",
            ),
            models.CheckConstraint(condition=models.Q(capacity__lte=20), name="volunteer_capacity_to_20"),
            models.CheckConstraint(
                condition=models.Q(formats__contained_by=Format.values, formats__len__gt=0),
                name="volunteer_formats_known",
                violation_error_message="Choose at least one way to talk.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def description(self) -> str:
        """Role and organization on one line; empty when neither is known."""
        return ", ".join(part for part in (self.role, self.organization) if part)
