"""The draft of a thank-you note, and what of it may go into a mail."""

import re
from collections.abc import Iterable, Sequence

from django.utils.text import Truncator

from apps.interviews.models import Interview
from apps.interviews.thank_you.noted import Noted

CLOSING = "Warm regards,"
_MOST_VALUABLE = "What stayed with me most is this:"
NEXT_STEP = "My next step is"
_TO_SAY = "say what you will do next"
TO_REWORD = "Write it as you would say it to them"
_LONGEST_QUOTE = 1_000  # letters of one's own notes; all of them stand beside the draft

# What still waits for its words: a line with one of our prompts, or of our own opening and nothing more. A bracket that
# was taken away, or half of them, changes nothing. static/js/note.js asks the same of what stands in the box.
WAITING = rf"{_TO_SAY}|{TO_REWORD}|^[ \t]*(?:{_MOST_VALUABLE}|{NEXT_STEP})[ \t.]*$"
_waiting = re.compile(WAITING, re.MULTILINE | re.IGNORECASE)
# A bracket and spaces, all of them: to try each space in turn takes the square of their number.
_OPENS = r"(?:\[[ \t]*|(?<![ \t])[ \t]*|)"
_to_say = re.compile(rf"{_OPENS}{_TO_SAY}[ \t]*\]?", re.IGNORECASE)
# A sentence of ours of which the student wrote nothing, or an end of it at most.
_unsaid = re.compile(rf"{NEXT_STEP}[ \t]*(?:\[[ \t]*)?{_TO_SAY}[ \t]*(?:\][ \t]*)?(?:[.,;:!?].*)?$", re.IGNORECASE)
_to_reword_mark = re.compile(rf"{_OPENS}{TO_REWORD}[ \t]*\]?", re.IGNORECASE)
_to_reword = re.compile(
    rf"(?:{_MOST_VALUABLE}[ \t]*(?:\[[ \t]*)?|{_OPENS}){TO_REWORD}[ \t]*\]?(?P<words>.*)$", re.IGNORECASE
)
_opening_alone = re.compile(rf"(?:{_MOST_VALUABLE}|{NEXT_STEP})[ \t.]*$")


def first_draft(interview: Interview, notes: Sequence[Noted]) -> str:
    """Opens with the first of the notes, which is what was most valuable, and leaves a next step to name.

    What the student wrote down is a note to themselves, so it is marked until they put it into words for the other.
    """
    most_valuable = (
        f"{_MOST_VALUABLE} {marked(notes[0].text)}"
        if notes
        else "What stayed with me most is what you said about your work."
    )
    return (
        f"Dear {interview.contact.greeting},\n\n"
        f"Thank you for talking with me.\n\n"
        f"{most_valuable}\n\n"
        f"{NEXT_STEP} [{_TO_SAY}].\n\n"
        f"{CLOSING}\n{interview.student.user.display_name}\n"
    )


def marked(note: str) -> str:
    """A note to oneself as the letter opens with it: it waits to be put into words for the other."""
    return f"[{TO_REWORD}] {_quoted(note)}"


def with_note(body: str, note: str) -> str:
    """The letter with these words of the student's, who chose them, so they are not marked: in place of the same words
    where they were, otherwise in a paragraph of their own before the next step, or the closing. note.js does the same
    where nobody has put the caret into the letter yet.
    """
    if (waiting := marked(note)) in body:
        return body.replace(waiting, note)
    ends = (body.rfind(f"\n{line}") for line in (NEXT_STEP, CLOSING))
    end = next((found for found in ends if found >= 0), len(body))
    parts = (body[:end].rstrip(), note, body[end:].strip("\n"))
    return "\n\n".join(part for part in parts if part)


def to_mail(body: str, *, notes: Iterable[str]) -> tuple[str, list[str]]:
    """What may be sent, and what was left out of it because it waits for the student's own words.

    Our prompts never go. What stands after the one to reword, in its paragraph, goes once it is no part of one of the
    `notes` any more. A line of which nothing is left goes whole, with the blank line after it. Of a note anywhere else
    the student said that it goes: they pressed "Use in note", or typed it.
    """
    known = [_quoted(note).casefold() for note in notes]
    kept: list[str] = []
    left_out: list[str] = []
    is_marked = False  # in the paragraph of the note to oneself
    after_dropped = False
    for line in body.splitlines():
        said, waits = ("", line.strip()) if is_marked and _is_part(line, known) else _divided(line, known)
        is_marked = bool(line.strip()) and (is_marked or bool(_to_reword.search(line)))
        left_out += [waits] if waits else []
        if said.strip() or not (waits or after_dropped):
            kept.append(said)
        after_dropped = bool(waits and not said) or (after_dropped and not line.strip())
    return "\n".join(kept), left_out


def _divided(line: str, notes: Sequence[str]) -> tuple[str, str]:
    """What the student says in this line, and what of it waits for their words. Either may be empty."""
    if not _waiting.search(line):
        return line, ""
    waits: list[str] = []

    def leave(found: re.Match[str]) -> str:
        waits.append(found[0].strip())
        return ""

    def reworded(found: re.Match[str]) -> str:
        return leave(found) if _is_part(found["words"], notes) else _to_reword_mark.sub("", found[0])

    said = _unsaid.sub(leave, _to_reword.sub(reworded, line))
    said = _opening_alone.sub(leave, _to_say.sub("", said))
    said = re.sub(r" +(?=[.,;:!?]|$)|(?<= ) +", "", said)
    return (said, " ".join(waits)) if said.strip(" \t.") else ("", line.strip())


def _is_part(words: str, notes: Sequence[str]) -> bool:
    words = words.strip(" \t.").casefold()
    return not words or any(words in note for note in notes)


def _quoted(note: str) -> str:
    return Truncator(" ".join(note.split())).chars(_LONGEST_QUOTE)
