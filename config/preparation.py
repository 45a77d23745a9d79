"""Makes the database ready for `make run`: the migrations, then the demonstration campus where there is none.

Both in one process (`python -m config.preparation`), because loading Django is most of what they take.
"""

from __future__ import annotations

import os

from config.problems import Problem, exit_with_sentence


def prepare() -> int:
    """Migrate and seed. Raises Problem when the database cannot be reached or a command refuses."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import OperationalError

    try:
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("seed_demo")
    except (CommandError, ImproperlyConfigured) as error:
        raise Problem(str(error)) from error
    except OperationalError as error:
        last = str(error).strip().splitlines()[-1]
        raise Problem(f"The database that DATABASE_URL and DATABASE_OWNER_URL name cannot be used: {last}") from error
    return 0


if __name__ == "__main__":
    exit_with_sentence(prepare)
