from dataclasses import dataclass

from apps.guidance.content.entries import Slot
from apps.interviews.models import Interview
from apps.preparation.models import Question, ResearchNote


@dataclass(frozen=True)
class Prepared:
    """How much there is for one conversation: questions, and slots of the research sheet."""

    questions: int
    slots: int

    @property
    def is_begun(self) -> bool:
        return bool(self.questions or self.slots)

    @property
    def in_words(self) -> str:
        """ "7 questions, 3 of 7 filled on your research sheet"."""
        said = f"{self.questions} question{'' if self.questions == 1 else 's'}" if self.questions else ""
        filled = f"{self.slots} of {len(Slot)} filled on your research sheet" if self.slots else ""
        return ", ".join(filter(None, (said, filled)))


def what_is_prepared(interview: Interview) -> Prepared:
    """Asks twice."""
    questions = Question.objects.filter(interview=interview).count()
    return Prepared(questions, ResearchNote.objects.filter(interview=interview).count())
