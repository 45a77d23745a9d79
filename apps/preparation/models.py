"""What the student gets ready for one conversation: what they read up on, their questions, and the checklist."""

from django.db import models
from django.db.models import Q

from apps.core.models import NameField, Timestamped, Versioned, new_version
from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview


class ResearchNote(Timestamped, Versioned):
    """What the student found about one thing. What stands here need not be asked."""

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="research")
    slot = models.CharField(max_length=20, choices=Slot)
    body = models.TextField("what did you find?", max_length=5_000)

    class Meta:
        ordering = ["pk"]
        triggers = [new_version("body")]
        constraints = [
            models.UniqueConstraint(fields=["interview", "slot"], name="research_once_a_slot"),
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="research_slot_known"),
        ]

    def __str__(self) -> str:
        return f"Research for interview {self.interview_id}"


class Question(Timestamped, Versioned):
    """A question that the student means to ask, in their order. The one for more people comes last.

    `bank_key` is the entry of the question bank that it was picked from, empty for one's own; it stays when the words
    are changed.
    """

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="prepared_questions")
    text = NameField("your question", max_length=300)
    bank_key = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_referral = models.BooleanField(default=False, help_text="Asks who else to talk to, and comes last.")

    class Meta:
        ordering = ["is_referral", "position", "pk"]
        triggers = [new_version("text")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_has_words"),
            models.UniqueConstraint(
                fields=["interview", "bank_key"], condition=~Q(bank_key=""), name="question_picked_once"
            ),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(is_referral=True), name="question_one_for_more_people"
            ),
        ]

    def __str__(self) -> str:
        return f"Question for interview {self.interview_id}"


class ChecklistTick(Timestamped):
    """A line of the checklist that the student ticked. Its key is one of `checklist.py`."""

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="checklist_ticks")
    item = models.CharField(max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["interview", "item"], name="checklist_ticked_once")]

    def __str__(self) -> str:
        return f"Checklist of interview {self.interview_id}"
