"""Checks the settings, then becomes the given command: `python -m config.entrypoint gunicorn ...`.

Promises: with a missing or wrong variable, one sentence on stderr that names it, and exit code 1. gunicorn and
celery alone would bury that sentence in a traceback, and gunicorn would start its workers again and again.
"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def main(command: list[str]) -> None:
    """Replace this process by `command`; the settings are those of DJANGO_SETTINGS_MODULE, otherwise production's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
    if not command:
        sys.exit("Say which command to run, such as: gunicorn --config python:config.gunicorn")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading one setting loads them all
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
    try:
        # The operator's own command, without a shell.
        os.execvp(command[0], command)  # noqa: S606  # nosec B606
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}.")


if __name__ == "__main__":
    main(sys.argv[1:])
