#!/usr/bin/env python
"""Django's command line for Acquaint. Without DJANGO_SETTINGS_MODULE it takes the development settings."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # One clear sentence for a missing or wrong variable, instead of a traceback that hides it.
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
