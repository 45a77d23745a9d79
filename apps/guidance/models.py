"""Content of the program that it may edit: the reflection questions, and what it changed of the shipped texts."""

from dataclasses import fields
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from apps.campus.models import Campus
from apps.core.folding import fold
from apps.core.models import LinkField, NameField
from apps.guidance.content import entries, placeholders
from apps.guidance.content.shipped import OPEN, shipped
from apps.guidance.limits import limit_of


class ReflectionQuestion(models.Model):
    """A question asked after an interview. Retired instead of deleted once it has answers."""

    owned_by = "campus"

    text = NameField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Content(models.Model):
    """A text that stands in place of the shipped one with this key; without a key, one of the program's own.

    Its columns are called as the fields of its `entry_type`. A row whose key is no longer shipped becomes its own.
    """

    owned_by = "campus"
    entry_type: ClassVar[type[entries.Entry]]
    readers: ClassVar[str] = "students"

    key = models.CharField(max_length=80, blank=True)
    hidden = models.BooleanField("leave it out", default=False, help_text="Students then don’t see it.")

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=~models.Q(key=""),
                name="%(class)s_key_once",
                violation_error_message="Someone has changed this text meanwhile. Open it from the list again.",
            )
        ]

    @property
    def entry(self) -> Any:
        """As pages read it."""
        names = (field.name for field in fields(self.entry_type) if field.name != "key")
        values = {name: getattr(self, name) for name in names}
        frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return self.entry_type(key=self.key or f"own-{self.pk}", **frozen)

    @classmethod
    def of(cls, entry: entries.Entry) -> Self:
        """An unsaved row that says what the entry says."""
        values = {field.name: getattr(entry, field.name) for field in fields(entry)}
        return cls(**{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})

    @property
    def state(self) -> str:
        if self.pk is None:
            return "As shipped"
        if self.hidden:
            return "Left out"
        return "Own" if self.is_own else "Changed"

    @property
    def is_own(self) -> bool:
        return self.key not in shipped(self.entry_type)  # type: ignore[arg-type]

    def clean(self) -> None:
        """Raises ValidationError beside each field with a placeholder that pages cannot fill there."""
        super().clean()
        mistakes: dict[str, Any] = {}
        for name, allowed in OPEN.get(self.entry_type, {}).items():
            try:
                placeholders.check(getattr(self, name), allowed)
            except ValidationError as error:
                mistakes[name] = error
        if mistakes:
            raise ValidationError(mistakes)


class PrimerText(Content):
    entry_type = entries.PrimerPart

    title = NameField(max_length=120, blank=True, help_text="Leave it empty to go on from the part above.")
    text = models.TextField(max_length=1000)

    class Meta(Content.Meta):
        verbose_name = "part of the primer"
        verbose_name_plural = "parts of the primer"

    def __str__(self) -> str:
        return self.title or self.text


class RungText(Content):
    entry_type = entries.Rung
    hidden = None  # type: ignore[assignment]  # the rungs are fixed, and only their texts are the program's

    question = NameField(max_length=200)
    lede = models.TextField("below the question", max_length=600)
    example = NameField("a name, for example", max_length=80)

    class Meta(Content.Meta):
        verbose_name = "rung of the ladder"
        verbose_name_plural = "rungs of the ladder"

    def __str__(self) -> str:
        return self.question


class PlaceToLook(Content):
    entry_type = entries.Place

    label = NameField(max_length=120)
    text = models.TextField("how to search there", max_length=600)
    url = LinkField("link", max_length=300, blank=True, help_text="Leave it empty where there is no page to open.")
    icon = models.CharField(max_length=40, default="search")
    rungs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    slots = ArrayField(
        models.CharField(max_length=20, choices=entries.Slot), verbose_name="research", default=list, blank=True
    )

    class Meta(Content.Meta):
        verbose_name = "place to look"
        verbose_name_plural = "places to look"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["label", "text"],
                condition=models.Q(key=""),
                name="placetolook_own_once",
                violation_error_message="There is a place with this label and text already.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if not self.rungs and not self.slots:
            raise ValidationError({"rungs": "Choose at least one rung or one part of the research."})


class FieldText(Content):
    entry_type = entries.Field

    name = NameField(max_length=80, help_text="As in the campus’s own list of fields of interest.")
    titles = ArrayField(NameField(max_length=80), verbose_name="job titles", default=list)
    neighbor_lines = ArrayField(NameField(max_length=200), verbose_name="neighboring fields", default=list, blank=True)
    majors = ArrayField(NameField(max_length=80), default=list, blank=True)

    class Meta(Content.Meta):
        verbose_name = "titles of a field"
        verbose_name_plural = "titles by field"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"],
                name="fieldtext_name_once",
                violation_error_message="This field has its titles already. Open it from the list.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        taken = any(one.is_called(self.name) for one in shipped(entries.Field).values())
        if not self.key and taken:
            raise ValidationError({"name": "This field is there already. Open it from the list."})
        if odd := next((line for line in self.neighbor_lines if not all(map(str.strip, line.partition(":")))), ""):
            raise ValidationError({"neighbor_lines": f"Write the field, a colon, and why. “{odd}” lacks one of them."})


class BankQuestionText(Content):
    entry_type = entries.BankQuestion

    text = NameField("question", max_length=300)
    theme = models.CharField(max_length=20, choices=entries.Theme)
    suits = ArrayField(
        models.CharField(max_length=20, choices=entries.Suits), verbose_name="suits best", default=list, blank=True
    )
    starter = models.BooleanField("in the starter set", default=False)

    class Meta(Content.Meta):
        verbose_name = "question of the bank"
        verbose_name_plural = "question bank"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["text"],
                condition=models.Q(key=""),
                name="bankquestion_own_once",
                violation_error_message="This question is in the bank already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        asked = {fold(one.text) for one in shipped(entries.BankQuestion).values()}
        if not self.key and fold(self.text) in asked:
            raise ValidationError({"text": "This question is in the bank already. Open it from the list."})


class MessageTemplate(Content):
    entry_type = entries.Template

    name = NameField(max_length=80)
    kind = models.CharField("for", max_length=20, choices=entries.MessageKind)
    channel = models.CharField(max_length=10, choices=entries.Channel)
    sources = ArrayField(models.CharField(max_length=20), verbose_name="suits best", default=list, blank=True)
    subject = NameField(max_length=150, blank=True)
    body = models.TextField("message", max_length=3000)

    class Meta(Content.Meta):
        verbose_name = "message template"
        verbose_name_plural = "message templates"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["name", "kind", "channel"],
                condition=models.Q(key=""),
                name="messagetemplate_own_once",
                violation_error_message="There is a template of this name for this channel already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if not self.channel:
            return
        if self.channel == entries.Channel.EMAIL and not self.subject:
            raise ValidationError({"subject": "An email needs a subject."})
        if self.channel != entries.Channel.EMAIL and self.subject:
            raise ValidationError({"subject": "Only an email has a subject."})
        limit = limit_of(Campus.objects.current(), self.channel)
        # A placeholder takes room, too, so it counts as it is written here.
        if limit.is_passed_by(self.body):
            raise ValidationError({"body": f"Use at most {limit}: the channel takes no more."})


class NudgeTemplate(Content):
    entry_type = entries.NudgeText
    readers = "advisers"
    hidden = models.BooleanField("leave it out", default=False, help_text="Advisers then don’t see it.")

    name = NameField(max_length=80)
    reason = models.CharField("suits best", max_length=20, blank=True)
    subject = NameField(max_length=150, blank=True, help_text="Leave it empty for the adviser to write.")
    body = models.TextField("message", max_length=3000)

    class Meta(Content.Meta):
        verbose_name = "nudge template"
        verbose_name_plural = "nudge templates"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(key=""),
                name="nudgetemplate_own_once",
                violation_error_message="There is a nudge template of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
