"""The draft of a thank-you note, and what of it may go into a mail."""

import re

from django import forms
from django.utils.text import Truncator

from apps.core.versions import VersionedForm
from apps.interviews.models import Interview

_MOST_VALUABLE = "What stayed with me most is this:"
_NEXT_STEP = "My next step is"
_TO_SAY = "[say what you will do next]"
_TO_REWORD = "[Write it as you would say it to them]"
_LONGEST_QUOTE = 1_000  # letters of one's own notes; all of them stand beside the draft

# What still waits for its words: a line with one of our prompts, or of our own opening and nothing more.
# static/js/note.js asks the same of what stands in the box.
WAITING = (
    r"\[say what you will do next\]|\[Write it as you would say it to them\]"
    r"|^[ \t]*(?:What stayed with me most is this:|My next step is)[ \t.]*$"
)
_waiting = re.compile(WAITING, re.MULTILINE)
_prompts = re.compile(
    r"(?:What stayed with me most is this: *)?\[Write it as you would say it to them\].*$"
    r"|My next step is *\[say what you will do next\]\.?|\[say what you will do next\]"
)


class ThankYouForm(VersionedForm):
    body = forms.CharField(
        label="Your thank-you note",
        max_length=10_000,
        error_messages={"required": "Write a line first. Two are enough."},
        widget=forms.Textarea(attrs={"rows": 13}),
    )

    def __init__(self, *args: object, greeting: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        body = (self.data if self.is_bound else self.initial).get("body", "")
        if _TO_REWORD in body:
            self.fields["body"].help_text = (
                f"One line is your note to yourself. Write it as you would say it to {greeting}, and take out the "
                "words in brackets. Until then, that line stays out of the mail."
            )
        elif _waiting.search(body):
            self.fields[
                "body"
            ].help_text = (
                "Where the brackets are, say what you will do next. Until then, that line stays out of the mail."
            )


def first_draft(interview: Interview) -> str:
    """Opens with what was most valuable, and leaves a next step to name.

    What the student wrote down is a note to themselves, so it is marked until they put it into words for the other.
    """
    learned = Truncator(" ".join(interview.learned.split())).chars(_LONGEST_QUOTE)
    most_valuable = (
        f"{_MOST_VALUABLE} {_TO_REWORD} {learned}"
        if learned
        else "What stayed with me most is what you said about your work."
    )
    return (
        f"Dear {interview.contact.greeting},\n\n"
        f"Thank you for talking with me.\n\n"
        f"{most_valuable}\n\n"
        f"{_NEXT_STEP} {_TO_SAY}.\n\n"
        f"Warm regards,\n{interview.student.user.display_name}\n"
    )


def waiting_lines(body: str) -> list[str]:
    """The lines that still wait for the student's words, as they stand in the draft."""
    return [line.strip() for line in body.splitlines() if _waiting.search(line)]


def without_prompts(body: str) -> str:
    """What may be sent: `body` without our prompts and without a note to oneself that is still marked as one.

    A line of which only our own words are left goes whole, with the blank line after it.
    """
    kept: list[str] = []
    after_dropped = False
    for line in body.splitlines():
        if _waiting.search(line):
            line = re.sub(r" +(?=[.,;:!?]|$)", "", _prompts.sub("", line))
            if not line.strip(" \t.") or _waiting.search(line):
                after_dropped = True
                continue
        elif after_dropped and not line.strip():
            continue
        kept.append(line)
        after_dropped = False
    return "\n".join(kept)
