#!/usr/bin/env python
"""Django's command line for Acquaint.

Without DJANGO_SETTINGS_MODULE it takes production's settings, in a checkout where `make run` has been development's.
"""

import os
import sys


def main() -> None:
    from config.settings.base import ADDRESSES

    settings = "config.settings.dev" if ADDRESSES.exists() else "config.settings.prod"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # One clear sentence for a missing or wrong variable, instead of a traceback that hides it.
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
