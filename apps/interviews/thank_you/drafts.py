"""The draft of a thank-you note, and what of it may go into a mail."""

import re

from django import forms
from django.utils.text import Truncator

from apps.core.versions import VersionedForm
from apps.interviews.models import Interview

_MOST_VALUABLE = "What stayed with me most is this:"
_NEXT_STEP = "My next step is"
_TO_SAY = "say what you will do next"
_TO_REWORD = "Write it as you would say it to them"
_LONGEST_QUOTE = 1_000  # letters of one's own notes; all of them stand beside the draft

# What still waits for its words: a line with one of our prompts, or of our own opening and nothing more. A bracket that
# was taken away, or half of them, changes nothing. static/js/note.js asks the same of what stands in the box.
WAITING = rf"{_TO_SAY}|{_TO_REWORD}|^[ \t]*(?:{_MOST_VALUABLE}|{_NEXT_STEP})[ \t.]*$"
_waiting = re.compile(WAITING, re.MULTILINE | re.IGNORECASE)
_to_say = re.compile(rf"\[?[ \t]*{_TO_SAY}[ \t]*\]?", re.IGNORECASE)
_to_reword = re.compile(rf"\[?[ \t]*{_TO_REWORD}[ \t]*\]?(?P<words>.*)$", re.IGNORECASE)
_opening_alone = re.compile(rf"(?:{_MOST_VALUABLE}|{_NEXT_STEP})[ \t.]*$")


class ThankYouForm(VersionedForm):
    body = forms.CharField(
        label="Your thank-you note",
        max_length=10_000,
        error_messages={"required": "Write a line first. Two are enough."},
        widget=forms.Textarea(attrs={"rows": 13}),
    )

    def __init__(self, *args: object, greeting: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["body"].help_text = (
            "Our words in brackets are for you. A line that has them stays out of the mail until you write it as you "
            f"would say it to {greeting}."
        )


def first_draft(interview: Interview) -> str:
    """Opens with what was most valuable, and leaves a next step to name.

    What the student wrote down is a note to themselves, so it is marked until they put it into words for the other.
    """
    learned = _quoted(interview.learned)
    most_valuable = (
        f"{_MOST_VALUABLE} [{_TO_REWORD}] {learned}"
        if learned
        else "What stayed with me most is what you said about your work."
    )
    return (
        f"Dear {interview.contact.greeting},\n\n"
        f"Thank you for talking with me.\n\n"
        f"{most_valuable}\n\n"
        f"{_NEXT_STEP} [{_TO_SAY}].\n\n"
        f"Warm regards,\n{interview.student.user.display_name}\n"
    )


def to_mail(body: str, *, learned: str) -> tuple[str, list[str]]:
    """What may be sent, and what was left out of it because it waits for the student's own words.

    Our prompts never go. What stands after the one to reword goes once it is no part of `learned` any more. A line of
    which nothing is left goes whole, with the blank line after it.
    """
    kept: list[str] = []
    left_out: list[str] = []
    after_dropped = False
    for line in body.splitlines():
        if _waiting.search(line):
            note = _to_reword.search(line)
            is_unread = note and note["words"].strip(" \t.") in _quoted(learned)
            said = _without_prompts(line, note["words"] if note and not is_unread else "")
            if is_unread or not said:
                left_out.append(note[0].strip() if note and said else line.strip())
            if not said:
                after_dropped = True
                continue
            line = said
        elif after_dropped and not line.strip():
            continue
        kept.append(line)
        after_dropped = False
    return "\n".join(kept), left_out


def _without_prompts(line: str, reworded: str) -> str:
    """The words of the student in this line; empty where it has none."""
    said = _opening_alone.sub("", _to_say.sub("", _to_reword.sub("", line) + reworded))
    said = re.sub(r" +(?=[.,;:!?]|$)|(?<= ) +", "", said)
    return said if said.strip(" \t.") else ""


def _quoted(learned: str) -> str:
    return Truncator(" ".join(learned.split())).chars(_LONGEST_QUOTE)
