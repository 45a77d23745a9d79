"""What the student wrote during a conversation, one note under each question."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from apps.core.models import NameField, Timestamped, Versioned, new_version

LONGEST = 10_000  # letters of one note


class Note(Timestamped, Versioned):
    """A note under one heading. Several devices may write it, also without a network; `writing.write_note` puts
    together what they wrote.

    `key` says under what it stands: `q12` for a prepared question, or a value of `Prompt`. `heading` keeps the words
    that stood above it, because the question may be reworded or removed. `written` holds for each device the number of
    the last change that is in the text (`n`), so that one sent twice is in it once, and when it came (`at`).
    """

    owned_by = "student"

    interview = models.ForeignKey("interviews.Interview", on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z0-9_]+$")])
    heading = NameField(max_length=300, blank=True)
    body = models.TextField("your notes", max_length=LONGEST, blank=True)
    follow_up = models.BooleanField("follow up on this", default=False)
    written = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [new_version("body", "follow_up")]
        constraints = [
            models.UniqueConstraint(fields=["interview", "key"], name="note_once_under_a_heading"),
            models.CheckConstraint(condition=~Q(key=""), name="note_has_key"),
        ]

    def __str__(self) -> str:
        return f"Note of interview {self.interview_id}"

    @property
    def title(self) -> str:
        """What stood above it when it was written."""
        return self.heading or dict(Prompt.choices).get(self.key, "Another note")

    @property
    def has_something(self) -> bool:
        """Words, or the mark to follow up. A note may have been emptied."""
        return bool(self.body.strip() or self.follow_up)


class Prompt(models.TextChoices):
    """Asked of everybody after the prepared questions, in this order: room for more, two things before the end, and
    impressions after it.
    """

    ANYTHING = "anything", "Anything else"
    NAMES = "names", "Two more people to talk to"
    KEEP_IN_TOUCH = "keep_in_touch", "How to stay in touch"
    VALUABLE = "valuable", "What was most valuable?"
    SURPRISED = "surprised", "What surprised you?"


def as_asked(notes: Iterable[Note]) -> list[Note]:
    """Those under a question in the order in which they were begun, then those under the prompts in theirs."""
    place = {key: number for number, key in enumerate(Prompt.values, start=1)}
    return sorted(notes, key=lambda note: (place.get(note.key, 0), note.pk))
