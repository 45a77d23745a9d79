"""Every reason that the code gives is said in its recipient's words."""

import re
from pathlib import Path

import pytest

from apps.outbox.models import Message
from apps.reminders.pages import reasons

APPS = Path(__file__).resolve().parents[3] / "apps"


def test_no_skip_in_the_code_is_shown_as_a_bare_reason() -> None:
    code = "".join(path.read_text() for path in APPS.rglob("*.py"))
    given = set(re.findall(r'\b_?[Ss]kip\((?:\s|\w+, )*"([^"]+)"', code))
    assert {"thanked", "prepared", "superseded", "after the mark"} <= given
    assert given <= set(reasons.SKIPPED)


@pytest.mark.parametrize(
    ("state", "reason", "attempts", "said"),
    [
        ("sent", "", 1, ""),
        ("skipped", "goal reached", 0, "you had reached the goal"),
        ("skipped", "a new one", 0, "a new one"),
        ("failed", "smtp 550", 1, "it could not be delivered"),
        ("uncertain", "no answer", 1, "the mail server did not answer, so it may have arrived"),
        ("due", "", 0, ""),
        ("due", "smtp 450", 5, ""),
        ("due", "smtp 451", 6, "it did not go through yet; we try again"),
    ],
)
def test_in_words(state: str, reason: str, attempts: int, said: str) -> None:
    assert reasons.in_words(Message(state=state, reason=reason, attempts=attempts)) == said
