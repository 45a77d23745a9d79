"""What the student wrote down about a conversation, and whether a thank-you note has it already."""

from dataclasses import dataclass

from apps.interviews.models import Interview
from apps.interviews.notes.models import Prompt, as_asked


@dataclass(frozen=True)
class Noted:
    """Words under their heading. `key` is that of the note, or `learned`."""

    key: str
    heading: str
    text: str
    follow_up: bool = False

    def is_used_in(self, letter: str) -> bool:
        """Whether these words stand in the letter, however its lines break. note.js asks the same."""
        return plain(self.text) in plain(letter)


def noted(interview: Interview) -> list[Noted]:
    """All that has words: first what was most valuable, then what was learned, then the notes as they were asked. The
    page that logs it fills in what was learned with what was most valuable; left so, it stands here once, and as it was
    learned where more was written to it there.
    """
    notes = [Noted(note.key, note.title, note.body.strip(), note.follow_up) for note in as_asked(interview.notes.all())]
    learned = Noted("learned", "What you learned", interview.learned.strip())
    first = [note for note in notes if note.key == Prompt.VALUABLE]
    others = [note for note in notes if note.key != Prompt.VALUABLE]
    if plain(learned.text) not in [plain(note.text) for note in first]:
        first = [note for note in first if plain(note.text) not in plain(learned.text)] + [learned]
    return [note for note in (*first, *others) if note.text]


def most_valuable(interview: Interview) -> Noted | None:
    """What a thank-you note starts from, and reminders quote; None where nothing is written down."""
    return next(iter(noted(interview)), None)


def opening(*, valuable: str, learned: str) -> str:
    """The words of `most_valuable`, of what was most valuable and what was learned; empty without both."""
    return learned.strip() if plain(valuable) in plain(learned) else valuable.strip()


def plain(text: str) -> str:
    """The words alone, in lower case and one space apart."""
    return " ".join(text.split()).lower()
