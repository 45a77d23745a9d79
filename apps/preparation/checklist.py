"""The short list before the conversation, by how one meets. Pure: what is ticked stands in rows."""

from typing import NamedTuple

from apps.campus.models import Format


class Line(NamedTuple):
    """`key` is what a tick is kept by, whatever the words. `more` is a word of help below, or empty."""

    key: str
    text: str
    more: str = ""


_BEFORE = {
    Format.IN_PERSON: (
        Line("public-place", "Pick a public place", "A cafe, a library or a campus lounge."),
        Line("arrive-early", "Arrive ten minutes early", "Look up the way today."),
        Line(
            "offer-to-pay",
            "Offer to pay",
            "If money is tight, suggest a walk, a campus lounge or a call. Nobody minds.",
        ),
    ),
    Format.VIDEO: (
        Line("try-the-link", "Open the link once beforehand", "Try your camera and your microphone."),
        Line("quiet-place", "Find a quiet place with a good signal"),
        Line("join-early", "Join two minutes early"),
    ),
    Format.PHONE: (
        Line("who-calls", "Know who calls whom, and the number"),
        Line("quiet-place", "Find a quiet place with a good signal"),
        Line("charged", "Charge your phone"),
    ),
    Format.MESSAGES: (
        Line("few-at-once", "Send two or three questions at a time", "A short message gets an answer sooner."),
        Line("own-time", "Say that they can take their time"),
    ),
}
_RESUME = Line("resume", "Have your resume ready, and don’t offer it")
_FAVORS = "Ask for no favors"


def lines(format: str, *, name: str) -> list[Line]:
    """For this format, the first lines that belong to it and then those that always hold. Without a format only the
    latter. `name` is how the student speaks of the person.
    """
    favors = Line("no-favors", _FAVORS, f"If {name} offers one, accept with thanks.")
    if format == Format.MESSAGES:
        lead = Line("say-who-you-are", "Say who you are in two sentences, and then ask")
        listen = Line("listen", f"Ask about what {name} just wrote before your next question")
    else:
        lead = Line("say-who-you-are", f"Say who you are in two sentences, then let {name} lead")
        listen = Line(
            "listen", "Listen more than you talk", f"Ask about what {name} just said before your next question."
        )
    before = _BEFORE[Format(format)] if format else ()
    return [*before, lead, listen, _RESUME, favors]
