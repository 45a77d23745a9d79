"""What the student has before them during the conversation, one after the other, each with a place for a note."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.guidance import program
from apps.interviews.models import Interview
from apps.interviews.notes.models import Note, Prompt

_LONGEST_KEY = 40


# What is said above each, and its word in the strip of all screens.
_SAID_OF = {
    Prompt.ANYTHING: ("Room for more", "More"),
    Prompt.NAMES: ("Before the end", "Names"),
    Prompt.KEEP_IN_TOUCH: ("Before the end", "In touch"),
    Prompt.VALUABLE: ("Right now", "Valuable"),
    Prompt.SURPRISED: ("Right now", "Surprised"),
}


@dataclass(frozen=True)
class Screen:
    """`key` is the note's. `eyebrow` says where on the way it is; `word` stands for it in the strip, where a
    question has its number."""

    key: str
    heading: str
    eyebrow: str
    note: Note
    word: str = ""


def screens_of(interview: Interview) -> tuple[list[Screen], bool]:
    """The questions, then the prompts; and whether the questions are the starter set, because none were chosen.

    A note whose question was removed, or was one of the starter set, keeps its screen. Three queries at most.
    """
    notes = {note.key: note for note in interview.notes.all()}
    chosen = {f"q{question.pk}": question.text for question in interview.prepared_questions.all()}
    asked = chosen or dict(_starters())
    written = {note.key: note.title for note in notes.values() if note.has_something}
    others = {key: text for key, text in written.items() if key not in asked and key not in Prompt.values}
    questions = [*asked.items(), *others.items()]

    def screen(key: str, heading: str, eyebrow: str, word: str = "") -> Screen:
        return Screen(key, heading, eyebrow, notes.get(key) or Note(interview=interview, key=key), word)

    screens = [
        screen(key, text, f"Question {number} of {len(questions)}")
        for number, (key, text) in enumerate(questions, start=1)
    ]
    screens += [screen(prompt.value, prompt.label, *_SAID_OF[prompt]) for prompt in Prompt]
    return screens, not chosen


def _starters() -> Iterable[tuple[str, str]]:
    return ((f"bank_{one.key}".replace("-", "_")[:_LONGEST_KEY], one.text) for one in program.bank() if one.starter)
