"""Makes the database ready for `make run`: the migrations, then the demonstration campus where there is none.

Both in one process (`python -m tools.preparation`), because loading Django is most of what they take.
"""

from __future__ import annotations

import os

from tools.problems import Problem, exit_with_sentence

OTHERS = (
    "The database that DATABASE_URL names was made by other migrations than these: "
    "empty it (drop it and create it again) or name another one, then run the command again."
)


def prepare() -> int:
    """Migrate and seed. Raises Problem when the database cannot be used or a command refuses."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command
    from django.db import OperationalError, ProgrammingError

    try:
        django.setup()
        call_command("migrate", verbosity=0)
        if _lacks_columns():
            raise Problem(OTHERS)
        call_command("seed_demo")
    except (CommandError, ImproperlyConfigured) as error:
        raise Problem(str(error)) from error
    except OperationalError as error:
        last = str(error).strip().splitlines()[-1]
        raise Problem(f"The database that DATABASE_URL and DATABASE_OWNER_URL name cannot be used: {last}") from error
    except ProgrammingError as error:
        raise Problem(OTHERS) from error
    return 0


def _lacks_columns() -> bool:
    """Whether the database lacks a column of a model although every migration is applied.

    Until the first release initial migrations are made anew under their former names.
    """
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        present = set(cursor.fetchall())
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    wanted = {(model._meta.db_table, field.column) for model in models for field in model._meta.local_concrete_fields}
    return not wanted <= present


if __name__ == "__main__":
    exit_with_sentence(prepare)
