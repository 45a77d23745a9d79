"""The container's entry point: one sentence, or the command itself."""

import pytest

from tests.config.test_settings import refusal, run


@pytest.mark.parametrize(
    "command",
    [
        ["gunicorn", "--config", "python:config.gunicorn"],
        ["celery", "--app", "config.celery", "worker"],
        ["celery", "--app", "config.celery", "beat"],
    ],
)
def test_no_process_starts_on_wrong_settings(command: list[str]) -> None:
    assert refusal("-m", "config.entrypoint", *command, EMAIL_URL=None).startswith("Set EMAIL_URL: ")


def test_good_settings_lead_to_the_command_with_its_own_exit_code() -> None:
    done = run("-m", "config.entrypoint", "sh", "-c", "echo started; exit 7")

    assert (done.returncode, done.stdout, done.stderr) == (7, "started\n", "")


def test_production_is_assumed_when_no_settings_are_named() -> None:
    line = refusal("-m", "config.entrypoint", "true", DJANGO_SETTINGS_MODULE=None, SITE_URL=None)

    assert line.startswith("Set SITE_URL: ")


def test_an_unknown_command_is_one_sentence() -> None:
    assert refusal("-m", "config.entrypoint", "no-such-command").startswith("no-such-command cannot be run: ")


def test_without_a_command_it_says_what_it_wants() -> None:
    assert refusal("-m", "config.entrypoint").startswith("Say which command to run")
