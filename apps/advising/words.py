"""What a form saved under its token, where it is sent again."""

from typing import Any

from apps.interviews.actions import NotPossible


class OtherWords(NotPossible):
    """The form was saved already, with other words."""


def refuse_other_words(made: Any, **sent: Any) -> None:
    """Raises OtherWords where what stands under the token is not what was sent."""
    if any(getattr(made, name) != value for name, value in sent.items()):
        raise OtherWords("This page saved other words already. To save these too, press once more.")
