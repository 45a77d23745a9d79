"""`seed_demo`: fill an empty campus with invented people, so that every page has something to show."""

import logging
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.core import clock
from apps.demonstration import campus, large, past, people
from apps.reminders.reconcile import reconcile


def _number_of_students(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < large.STEP or int(text) % large.STEP:
        raise ArgumentTypeError(
            f"{text!r} is not a size it can make: give a multiple of {large.STEP} up to {large.LARGEST}, such as 50000."
        )
    if int(text) > large.LARGEST:
        raise ArgumentTypeError(f"{text} is more than it can make: at most {large.LARGEST}.")
    return int(text)


class Command(BaseCommand):
    help = (
        "Loads the demonstration campus: invented students, advisers, volunteers and interviews, with dates"
        " around today. Run again, it changes nothing. Refuses outside development."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--students",
            type=_number_of_students,
            metavar="N",
            help=f"grow the campus to N students (a multiple of {large.STEP}) with N/25 cohorts, 4 N interviews and"
            " 2/5 N volunteers",
        )
        parser.add_argument(
            "--outside-development",
            action="store_true",
            help="load it although these are not the development settings: its people sign in with a published"
            " password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside development, unless someone insisted."""
        if not settings.DEVELOPMENT and not options["outside_development"]:
            raise CommandError(
                "The demonstration campus has a published password, so it is for development only, and these"
                " are not the development settings. Nothing was changed."
            )
        changed = self._demonstration()
        if options["students"]:
            changed = self._large(options["students"]) or changed
        if changed:
            self.stdout.write(
                f"Sign in as {people.STUDENT}, {people.ADVISER}, {people.COACH} or {people.ADMINISTRATOR}"
                f" with the password {people.PASSWORD}."
            )

    def _demonstration(self) -> bool:
        if campus.is_there():
            self.stdout.write("The demonstration campus is there already.")
            return False
        started = time.monotonic()
        self.stdout.write("Loading the demonstration campus ...")
        logging.disable(logging.INFO)  # a line for each reminder would drown what is said here
        try:
            campus.make(as_of=clock.now())
        finally:
            logging.disable(logging.NOTSET)
        past.record_what_went(as_of=clock.now())
        self.stdout.write(f"Four cohorts of 25 students are there ({time.monotonic() - started:.1f} s).")
        return True

    def _large(self, students: int) -> bool:
        started = time.monotonic()
        if not large.missing(students):
            self.stdout.write(f"The campus has {students:,} students already.")
            return False
        self.stdout.write(f"Growing the campus to {students:,} students ...")

        def say(done: str) -> None:
            self.stdout.write(f"  {done} ({time.monotonic() - started:.1f} s)")

        large.grow(students, as_of=clock.now(), say=say)
        say("every reference checked, all of it kept")
        if not large.analyze():
            say("statistics left to autovacuum, as DATABASE_OWNER_URL is not set")
        reconcile(as_of=clock.now())
        say("reminders written")
        return True
