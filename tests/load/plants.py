"""Faults planted on purpose, so that a load test that cannot fail is found out: `make load PLANT=twice`."""

import os
import secrets
from typing import Any

import pytest
from django.apps import AppConfig

# What each does, in the processes that serve. Those of the server itself are options of gunicorn.
PLANTS = {
    "twice": "what is logged is not recognized as logged already",
    "mail": "each mail is sent twice",
    "queue": "one web worker with one thread",
}


def chosen() -> str:
    """The fault that PLANT names; empty for none. Any other name ends the run."""
    plant = os.environ.get("PLANT", "")
    if plant and plant not in PLANTS:
        raise pytest.UsageError(f"PLANT={plant} is not a fault it knows: {', '.join(PLANTS)}.")
    return plant


class Planted(AppConfig):
    """Plants it where Acquaint starts: in the web workers and in Celery's."""

    name = "tests.load"
    label = "load"

    def ready(self) -> None:
        plant = chosen()
        if plant == "twice":
            _log_anew()
        elif plant == "mail":
            _send_twice()


def _log_anew() -> None:
    from apps.interviews.log import actions

    honest = actions.log_conversation

    def careless(*, contact_name: str, **told: Any) -> Any:
        return honest(contact_name=f"{contact_name} {secrets.token_hex(4)}", **told)

    actions.log_conversation = careless


def _send_twice() -> None:
    from apps.outbox.server.transport import Transport

    honest = Transport.send

    def careless(self: Transport, *mail: Any, **options: Any) -> Any:
        honest(self, *mail, **options)
        return honest(self, *mail, **options)

    Transport.send = careless
