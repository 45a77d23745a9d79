"""Whose form it was: each form of a signed-in person says so beside the CSRF token; `{% csrf_token %}` writes both."""

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

FIELD = "form_token"
_GOOD_FOR = 14 * 24 * 60 * 60  # seconds


def token_for(request: HttpRequest) -> str:
    """Signed, with the time; the same for all forms of one page. Empty where nobody is signed in."""
    if not hasattr(request, "_form_token"):
        user = getattr(request, "user", None)
        owner = str(user.pk) if user and user.is_authenticated else ""
        request._form_token = owner and _signer().sign(owner)  # type: ignore[attr-defined]
    return request._form_token  # type: ignore[attr-defined]


def owner_of(request: HttpRequest) -> int | None:
    """The id of the user whose form was posted; None without a token that we signed in the last two weeks."""
    try:
        return int(_signer().unsign(request.POST.get(FIELD, ""), max_age=_GOOD_FOR))
    except (BadSignature, ValueError):
        return None


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="acquaint.form")
