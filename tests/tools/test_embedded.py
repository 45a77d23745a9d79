"""The embedded services, each test against real servers of its own folder, none of them Django's."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tools import embedded
from tools.problems import Problem
from tools.services import folder

pytestmark = pytest.mark.proof


def start(root: Path) -> embedded.Services:
    """Services of their own, whatever variables the run of the tests has set."""
    return embedded.start(root, variables={})


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout's folder whose services most tests here share."""
    root = tmp_path_factory.mktemp("checkout")
    yield root
    if running := embedded.running(root, variables={}):
        running.stop()


@pytest.fixture
def services(root: Path) -> embedded.Services:
    return start(root)


def superuser(services: embedded.Services) -> psycopg.Connection:
    kept = services.folder.read()
    return psycopg.connect(
        host="127.0.0.1",
        port=kept.postgres_port,
        user="acquaint_provision",
        password=kept.postgres_superuser_password,
        dbname="acquaint",
    )


def test_the_application_and_the_broker_answer(services: embedded.Services) -> None:
    with psycopg.connect(services.database_url) as connection:
        assert connection.execute("SELECT current_user, current_database()").fetchone() == (
            "acquaint_app",
            "acquaint",
        )
        assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
    with redis.Redis.from_url(services.redis_url) as broker:
        assert broker.ping() is True


def test_the_owner_owns_the_database_and_is_no_superuser(services: embedded.Services) -> None:
    with psycopg.connect(services.database_owner_url) as connection:
        rights = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'acquaint'"
        ).fetchone()
    assert rights == ("acquaint_owner", False, True, False)
    assert owner == ("acquaint_owner",)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE planted ()", "CREATE DATABASE planted", "CREATE TEMPORARY TABLE planted ()"]
)
def test_the_application_makes_nothing(services: embedded.Services, statement: str) -> None:
    with (
        psycopg.connect(services.database_url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("password", ["", "wrong"])
@pytest.mark.parametrize("role", ["acquaint_app", "acquaint_owner", "acquaint_provision"])
def test_nobody_enters_postgres_without_the_password(services: embedded.Services, role: str, password: str) -> None:
    port = services.folder.read().postgres_port
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=port, user=role, dbname="acquaint", password=password)


def test_nobody_enters_valkey_without_the_password(services: embedded.Services) -> None:
    port = services.folder.read().valkey_port
    with (
        redis.Redis(port=port, retry=Retry(NoBackoff(), 0)) as broker,
        pytest.raises(redis.AuthenticationError),
    ):
        broker.ping()


def test_both_listen_on_loopback_and_on_no_unix_socket(services: embedded.Services) -> None:
    for part in (services.postgres, services.valkey):
        process = part.find()
        listening = [c.laddr.ip for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN]
        sockets = [c.laddr for c in process.net_connections("unix") if c.laddr]
        assert (listening, sockets) == (["127.0.0.1"], [])


def test_passwords_stand_in_no_command_line_and_no_readable_file(services: embedded.Services) -> None:
    kept = services.folder.read()
    secrets = {value for name, value in vars(kept).items() if name.endswith("password")}
    assert len(secrets) == 4
    for part in (services.postgres, services.valkey):
        assert not any(secret in " ".join(part.find().cmdline()) for secret in secrets)
    assert stat.S_IMODE(services.folder.secrets_file.stat().st_mode) == 0o600
    for private in (services.folder.postgres, services.folder.valkey):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_second_start_uses_what_runs(root: Path, services: embedded.Services) -> None:
    before = [part.find().pid for part in (services.postgres, services.valkey)]
    again = start(root)
    assert [part.find().pid for part in (again.postgres, again.valkey)] == before
    assert again.variables() == services.variables()


def test_variables_from_outside_replace_their_part(tmp_path: Path) -> None:
    outside = {"DATABASE_URL": "postgres://a:b@db.example/x", "REDIS_URL": "redis://broker.example/0"}
    services = embedded.start(tmp_path, variables=outside)
    assert services.variables() == outside | {"DATABASE_OWNER_URL": outside["DATABASE_URL"]}
    assert (services.postgres, services.valkey, services.dead()) == (None, None, [])
    assert not (tmp_path / ".local" / "postgres").exists()
    owner = {"DATABASE_OWNER_URL": "postgres://c:d@db.example/x"}
    assert embedded.start(tmp_path, variables=outside | owner).variables() == outside | owner


@pytest.mark.parametrize("victim", ["postgres", "valkey"])
def test_a_killed_server_comes_back_with_its_data(root: Path, services: embedded.Services, victim: str) -> None:
    with psycopg.connect(services.database_owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (victim text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [victim])
    dead = getattr(services, victim).find()
    os.kill(dead.pid, signal.SIGKILL)
    dead.wait(timeout=10)
    assert len(services.dead()) == 1
    again = start(root)
    assert getattr(again, victim).find().pid != dead.pid
    with psycopg.connect(again.database_owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM kept WHERE victim = %s", [victim]).fetchone() == (1,)


def test_a_stale_pid_that_became_somebody_elses_blocks_nothing_and_nobody_is_killed(root: Path) -> None:
    services = start(root)
    data = services.folder.postgres / "data"
    server = services.postgres.find()
    left = (data / "postmaster.pid").read_text()
    server.kill()
    server.wait(timeout=10)
    with subprocess.Popen(["sleep", "300"]) as stranger:
        try:
            number, _, rest = left.partition("\n")
            assert int(number) == server.pid
            (data / "postmaster.pid").write_text(f"{stranger.pid}\n{rest}")
            again = start(root)
            assert again.postgres.find().pid not in (stranger.pid, server.pid)
            again.stop()
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_recorded_pid_that_became_somebody_elses_is_not_taken_for_ours(root: Path) -> None:
    services = start(root)
    with subprocess.Popen(["sleep", "300"]) as stranger:
        try:
            for part in (services.postgres, services.valkey):
                ours = part.find()
                _, _, rest = part.pid_file.read_text().partition("\n")
                part.pid_file.write_text(f"{stranger.pid}\n{rest}")
                assert part.find().pid == ours.pid  # found by what it runs, not by the number
            services.stop()
            assert services.dead() == ["PostgreSQL", "Valkey"]
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_port_that_somebody_took_is_chosen_anew_and_remembered(root: Path) -> None:
    services = start(root)
    services.stop()
    before = services.folder.read()
    with (
        socket.create_server(("127.0.0.1", before.postgres_port)),
        socket.create_server(("127.0.0.1", before.valkey_port)),
    ):
        again = start(root)
    now = again.folder.read()
    assert {now.postgres_port, now.valkey_port}.isdisjoint({before.postgres_port, before.valkey_port})
    assert embedded.running(root, variables={}).variables() == again.variables()
    assert again.dead() == []


def test_lost_passwords_are_made_anew_over_the_same_data(root: Path) -> None:
    services = start(root)
    with psycopg.connect(services.database_owner_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS survives AS SELECT 1 AS one")
    services.folder.secrets_file.unlink()
    again = start(root)
    assert again.database_url != services.database_url
    with psycopg.connect(again.database_owner_url) as connection:
        assert connection.execute("SELECT one FROM survives").fetchone() == (1,)


def test_two_checkouts_run_side_by_side(root: Path, tmp_path: Path) -> None:
    one, other = start(root), start(tmp_path)
    try:
        assert set(one.variables().values()).isdisjoint(other.variables().values())
    finally:
        other.stop()
    assert one.dead() == []
    assert other.dead() == ["PostgreSQL", "Valkey"]


def test_damaged_files_are_named_in_one_sentence_with_the_way_out(tmp_path: Path) -> None:
    services = start(tmp_path)
    services.stop()
    (services.folder.postgres / "data" / "global" / "pg_control").write_bytes(b"\0" * 8192)
    with pytest.raises(Problem, match="damaged, restore that folder from a backup, or move it away") as caught:
        start(tmp_path)
    assert "\n" not in str(caught.value)
    (services.folder.postgres / "data" / "PG_VERSION").unlink()
    with pytest.raises(Problem, match="PG_VERSION is missing"):
        start(tmp_path)


def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / ".local" / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    services = start(tmp_path)
    try:
        assert services.dead() == []
        assert not half.exists()
    finally:
        services.stop()


def test_a_full_disk_is_named_before_anything_is_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "BYTES_NEEDED", 2**62)
    with pytest.raises(Problem, match=r"The disk that holds .* is full: free some room there"):
        start(tmp_path)
    assert not (tmp_path / ".local" / "secrets.json").exists()
