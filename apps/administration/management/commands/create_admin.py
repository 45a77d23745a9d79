"""`manage.py create_admin`: an administrator, from the console."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts.actions import prove_address
from apps.accounts.models import Role, User
from apps.administration.people.actions import tell_administrators
from apps.audit.actions import record_change
from apps.core import clock


class Command(BaseCommand):
    """The address counts as proved, because whoever has the console says so: mail may not work yet. All other
    administrators are told.
    """

    help = "Make an administrator. Asks for what is not given, where it runs in a terminal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="", help="the address that this person signs in with")
        parser.add_argument("--name", default="", help="the name that people see")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        """Raises CommandError for an address that is taken or none, and for a name that is missing."""
        email = email or self._asked("Email: ", "--email")
        name = name or self._asked("Name: ", "--name")
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, name, Role.ADMINISTRATOR)
                prove_address(user=user, email=user.email)
                record_change(
                    actor=None,
                    page="administration:create_admin",
                    student_ids=[],
                    account=user,
                    reason="An administrator, from the server’s console.",
                )
                tell_administrators(user=user, by=None, as_of=clock.now())
        except ValidationError as error:
            raise CommandError(" ".join(_sentences(error, email))) from error
        except IntegrityError as error:  # someone was faster
            raise CommandError(f"Someone already has the address {email}. Nothing was changed.") from error
        self.stdout.write(self._said(user))

    def _asked(self, question: str, flag: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Say it with {flag}: this is no terminal, so nobody can be asked.")
        return input(question)

    def _said(self, user: User) -> str:
        factor = (
            " The first sign-in asks for a second factor: have an authenticator app at hand."
            if settings.STAFF_SECOND_FACTOR_REQUIRED
            else ""
        )
        return (
            f"{user} is an administrator.\n"
            f"Sign in at {settings.SITE_URL}{reverse('account_login')} as {user.email}: choose “Send a code to my "
            f"email”.{factor}\n"
            f"While mail doesn’t work yet, set a password first: `manage.py changepassword {user.email}`."
        )


def _sentences(error: ValidationError, email: str) -> list[str]:
    found = error.error_dict
    if any(one.code == "unique" for one in found.get("email", ())):
        return [f"Someone already has the address {email}. Nothing was changed."]
    said = {"email": f"{email!r} is no email address.", "full_name": "Give a name of at most 120 letters."}
    return [said.get(field, f"{field}: {' '.join(one.messages[0] for one in found[field])}") for field in found]
