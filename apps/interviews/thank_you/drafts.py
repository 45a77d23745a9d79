"""The draft of a thank-you note."""

from django import forms

from apps.interviews.models import Interview

_NEXT_STEP = "My next step is"
_PROMPT = "[say what you will do next]"


class ThankYouForm(forms.Form):
    body = forms.CharField(
        label="Your thank-you note",
        max_length=10_000,
        error_messages={"required": "Write a line first. Two are enough."},
        widget=forms.Textarea(attrs={"rows": 13}),
    )


def first_draft(interview: Interview) -> str:
    """Opens with what was most valuable, and leaves a next step to name."""
    learned = interview.learned.strip()
    most_valuable = (
        f"What stayed with me most is this: {learned}"
        if learned
        else "What stayed with me most is what you said about your work."
    )
    return (
        f"Dear {interview.contact.greeting},\n\n"
        f"Thank you for talking with me. {most_valuable}\n\n"
        f"{_NEXT_STEP} {_PROMPT}.\n\n"
        f"Warm regards,\n{interview.student.user.display_name}\n"
    )


def is_unfinished(body: str) -> bool:
    """Whether the line of the next step still waits for its words."""
    return any(_is_waiting(line) for line in body.splitlines())


def without_prompts(body: str) -> str:
    """What may be sent: `body` without a line that still waits for its words, and the blank line after it."""
    kept: list[str] = []
    after_prompt = False
    for line in body.splitlines():
        waiting = _is_waiting(line)
        if not waiting and not (after_prompt and not line.strip()):
            kept.append(line)
        after_prompt = waiting
    return "\n".join(kept)


def _is_waiting(line: str) -> bool:
    return _PROMPT in line or line.strip() == _NEXT_STEP
