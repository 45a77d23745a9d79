"""docker-compose.yml, Dockerfile and .env.example, read as data: no container engine is needed."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.administration.imports.work import TASK
from apps.outbox import workers
from config.celery import app
from tests.config.test_settings import run

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = ["web", "worker", "codes", "jobs", "beat"]
OURS = ["migrate", *LONG_RUNNING]
EXAMPLE = (ROOT / ".env.example").read_text().splitlines()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
READERS = ("env", "given")
# Read by compose itself or by the other services, not by our settings.
ONLY_COMPOSE = {
    "POSTGRES_PASSWORD",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_PASSWORD",
    "VALKEY_PASSWORD",
    "WEB_LISTEN",
    "WEB_CONCURRENCY",
    "WORKER_CONCURRENCY",
}


def example() -> dict[str, str]:
    """The variables of .env.example and their values."""
    return dict(line.split("=", 1) for line in EXAMPLE if line and not line.startswith("#"))


def interpolated() -> dict[str, str]:
    """The variables that docker-compose.yml takes from .env, and what stands behind each name."""
    text = "\n".join(line for line in (ROOT / "docker-compose.yml").read_text().splitlines() if "#" not in line)
    return dict(re.findall(r"(?<!\$)\$\{([A-Z_]+)([^}]*)\}", text))


def read_by_settings() -> set[str]:
    """Every variable that production settings read, found in their code."""
    found = set()
    for name in ("base.py", "production.py"):
        for node in ast.walk(ast.parse((ROOT / "config/settings" / name).read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                if isinstance(function, ast.Name) and function.id in READERS:
                    found.add(node.args[0].value)
    return found - {"DEBUG"}  # it may only be absent


def test_the_services_and_the_major_versions_of_their_images() -> None:
    assert {name: service["image"] for name, service in SERVICES.items()} == {
        "db": "postgres:18",
        "broker": "valkey/valkey:8",
        "migrate": "acquaint",
        "web": "acquaint",
        "worker": "acquaint",
        "codes": "acquaint",
        "jobs": "acquaint",
        "beat": "acquaint",
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root_or_may_become_it(name: str) -> None:
    service = SERVICES[name]

    assert service["user"] == {"db": "postgres", "broker": "valkey"}.get(name, "10001:10001")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@pytest.mark.parametrize("name", [*OURS, "broker"])
def test_the_root_file_system_is_read_only(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["tmpfs"][0].startswith("/tmp")


@pytest.mark.parametrize("name", ["db", "broker", *LONG_RUNNING])
def test_what_goes_on_running_is_watched_and_started_again(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_nothing_starts_before_the_migrations_have_succeeded(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "db": {"condition": "service_healthy"},
        "broker": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


def test_migrations_are_a_step_of_their_own_and_the_only_one_with_the_owner() -> None:
    migrate = SERVICES["migrate"]

    assert migrate["command"] == ["python", "manage.py", "migrate", "--noinput"]
    assert migrate["restart"] == "no"
    assert migrate["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert [name for name in SERVICES if "DATABASE_OWNER_URL" in SERVICES[name]["environment"]] == ["migrate"]
    assert "migrate" not in str([SERVICES[name].get("command") for name in LONG_RUNNING])


def test_no_process_is_given_a_password_that_it_does_not_need() -> None:
    for name in OURS:
        assert not {"POSTGRES_PASSWORD", "DATABASE_OWNER_PASSWORD"} & set(SERVICES[name]["environment"])
        assert "env_file" not in SERVICES[name]


def test_data_outlives_the_containers() -> None:
    assert set(COMPOSE["volumes"]) == {"database", "broker"}
    assert SERVICES["db"]["volumes"][0] == "database:/var/lib/postgresql"
    assert SERVICES["broker"]["volumes"] == ["broker:/data"]


def test_only_the_web_process_is_published_and_only_on_loopback() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["${WEB_LISTEN:-127.0.0.1:8000}:8000"]
    }
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["broker"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", LONG_RUNNING)
def test_whoever_may_send_mail_reaches_the_mail_server(name: str) -> None:
    """The workers send; beat and the web processes may tell the administrators that nothing goes."""
    assert SERVICES[name]["networks"] == ["inside", "outside"]


def test_sign_in_mail_and_long_jobs_have_workers_of_their_own_that_take_the_queue_of_their_task() -> None:
    def queue_of(name: str) -> str:
        command = SERVICES[name]["command"]
        return command[command.index("--queues") + 1] if "--queues" in command else app.conf.task_default_queue

    assert app.amqp.router.route({}, workers.DELIVER_CODES)["queue"].name == queue_of("codes")
    assert (
        app.amqp.router.route({}, TASK)["queue"].name == queue_of("jobs") not in (queue_of("codes"), queue_of("worker"))
    )
    assert app.amqp.router.route({}, workers.DELIVER)["queue"].name == queue_of("worker") != queue_of("codes")


def test_every_variable_of_the_settings_reaches_the_processes_and_the_example() -> None:
    shared = set(SERVICES["worker"]["environment"])

    assert shared | {"DATABASE_OWNER_URL"} == read_by_settings()
    assert set(SERVICES["migrate"]["environment"]) == read_by_settings()
    assert set(example()) == read_by_settings() | ONLY_COMPOSE
    assert set(interpolated()) == set(example())


def test_each_variable_of_the_example_has_its_line_of_explanation() -> None:
    unexplained = [
        line
        for before, line in zip(EXAMPLE, EXAMPLE[1:], strict=False)
        if line and not line.startswith("#") and not before.startswith("# ")
    ]

    assert unexplained == []


def test_what_the_example_leaves_empty_stops_compose_or_may_be_empty() -> None:
    empty = {name for name, value in example().items() if not value}
    stops = {name for name, rest in interpolated().items() if rest.startswith(":?")}

    assert empty - stops == {"SECRET_KEY_FALLBACKS", "MAIL_LOG_URL"}


def test_defaults_in_compose_and_example_agree() -> None:
    defaults = {name: rest[2:] for name, rest in interpolated().items() if rest.startswith(":-")}

    assert defaults == {name: example()[name] for name in defaults}


def test_the_roles_of_the_example_are_those_that_the_new_database_makes() -> None:
    made = re.findall(r"CREATE ROLE (\w+)", (ROOT / "docker/init-roles.sh").read_text())
    used = [example()[name].split("://")[1].split(":")[0] for name in ("DATABASE_OWNER_URL", "DATABASE_URL")]

    assert made == used == ["acquaint_owner", "acquaint_app"]


def test_the_image_has_locked_dependencies_and_no_root() -> None:
    stages = DOCKERFILE.split("\nFROM ")[1:]

    assert [stage.split()[0] for stage in stages] == ["python:3.11-slim", "python:3.11-slim"]
    assert "--require-hashes" in stages[0]
    assert "requirements/dev.txt" not in DOCKERFILE
    assert re.findall(r"^USER (.+)$", stages[1], re.MULTILINE) == ["10001:10001"]
    assert "pip" not in stages[1]


def test_the_values_for_the_build_are_enough_for_production_settings() -> None:
    step = re.search(r"RUN (DJANGO_SETTINGS_MODULE=.+?) python manage.py collectstatic", DOCKERFILE, re.DOTALL)
    given = dict(word.split("=", 1) for word in step[1].replace("\\\n", " ").split())
    absent = dict.fromkeys(read_by_settings())

    done = run("-m", "config.entrypoint", "echo", "up", **{**absent, **given})

    assert (done.returncode, done.stdout, done.stderr) == (0, "up\n", "")


def test_the_build_is_sent_what_it_names_and_nothing_else() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]

    assert rules[0] == "*"
    for rule in rules[1:]:
        assert not rule.startswith("!") or (ROOT / rule[1:]).exists()
    assert not {"!tests", "!.env", "!requirements/dev.txt"} & set(rules)


def test_the_image_is_production_and_nothing_of_make_run_gets_into_it() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    copied = re.findall(r"^COPY (.+) \S+$", DOCKERFILE.split("\nFROM ")[1], re.MULTILINE)

    assert not any(rule.startswith(("!.local", "!.", "!*", "!/")) for rule in rules)
    assert " ".join(copied).split() == [
        "requirements/app.txt", "tools/fonts.py", "manage.py", "LICENSE", "apps", "config", "static", "templates",
    ]  # fmt: skip
    assert "DJANGO_SETTINGS_MODULE=config.settings.prod\n" in DOCKERFILE.split("\nFROM ")[2]
