"""Second-factor keys as the database holds them."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from tests.accounts.conftest import totp_digits, with_second_factor

pytestmark = pytest.mark.django_db


def app_of(user: User) -> TOTP:
    return TOTP(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP))


def codes_of(user: User) -> list[str]:
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(kept).get_unused_codes()


def test_the_database_holds_no_key_in_the_clear(person: User) -> None:
    secret = with_second_factor(person)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert stored.count("gAAAA") == 2  # how a Fernet token begins: the app's key and the seed of the codes
    assert app_of(person).validate_code(totp_digits(secret))


def test_a_key_from_before_a_change_of_secret_key_still_opens(person: User, settings: Settings) -> None:
    secret, codes = with_second_factor(person), codes_of(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" * 10
    assert codes_of(person) == codes
    assert app_of(person).validate_code(totp_digits(secret))


def test_without_the_secret_key_nothing_opens_and_nothing_breaks(person: User, settings: Settings) -> None:
    secret, codes = with_second_factor(person), codes_of(person)
    settings.SECRET_KEY = "another-" * 10
    assert not app_of(person).validate_code(totp_digits(secret))
    assert not set(codes_of(person)) & set(codes)
