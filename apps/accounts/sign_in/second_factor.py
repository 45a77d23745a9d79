"""Second-factor keys are encrypted, so that a copy of the database alone opens no account."""

import base64

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_log = structlog.get_logger(__name__)


class EncryptingAdapter(DefaultMFAAdapter):
    """Encrypts what allauth stores with a key derived from SECRET_KEY.

    Keys stored under an earlier SECRET_KEY open while that one is in SECRET_KEY_FALLBACKS.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code. Wait for the next one in the app, and try again.",
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Returns a fresh secret where no known key opens the text: each code is then wrong, and an administrator
        removes the factor as for a lost phone.
        """
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            _log.error("second_factor_unreadable", remedy="SECRET_KEY_FALLBACKS")
            return generate_totp_secret()


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> bytes:
    # A key of its own for this one purpose: it tells nothing about what else SECRET_KEY signs.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"acquaint second factor")
    return base64.urlsafe_b64encode(derived.derive(force_bytes(secret)))
