"""The whole life of `make run` in a copy of this checkout: killed in every way, up again, nothing lost.

Each kill falls into the seconds before a reminder is due; a real mail server judges, after all of them, that each
of these reminders was sent, and sent once.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.smtp_sink import SmtpSink
from tools import embedded
from tools.services.folder import Folder, free_port
from tools.services.postgres import Postgres
from tools.supervision import PART

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("apps", "config", "tools", "static", "templates", "manage.py", "pyproject.toml", "requirements")
UP_SECONDS = 180.0
DUE_IN_SECONDS = 3  # long enough to kill, too short to be up again
MAIL_SECONDS = 180.0  # what a killed worker had claimed waits out its lease of 120, and beat wakes the worker every 30

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for name in COPIED:
        source = ROOT / name
        shutil.copytree(source, root / name) if source.is_dir() else shutil.copy(source, root / name)
    (root / ".venv").symlink_to(Path(sys.prefix))
    return root


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


def _environ(process: psutil.Process) -> dict[str, str]:
    """Empty for one that has ended, also before its parent has asked how."""
    try:
        return process.environ()
    except psutil.NoSuchProcess:
        return {}


class Running:
    """One `make run` of the copy, seen from outside. Its mail goes to `sink`."""

    def __init__(self, root: Path, sink: SmtpSink) -> None:
        self.root = root
        self.sink = sink
        self.log = root / "run.log"
        for _ in range(3):
            self.port = free_port()
            self.process = self._start()
            assert within(UP_SECONDS, lambda: "Acquaint is up at" in self.said() or self.process.poll() is not None)
            if self.process.poll() is None:
                return
            assert "is taken by another program" in self.said(), self.said()
        pytest.fail("three ports in a row were taken")

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [self.root / ".venv" / "bin" / "python", "-m", "tools.run"],
                cwd=self.root,
                env={**outside(), "PORT": str(self.port), "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def all_processes(self) -> list[psutil.Process]:
        family = psutil.Process(self.process.pid)
        return [family, *family.children(recursive=True)]

    def leader(self, part: str) -> psutil.Process:
        """The first process of web, a worker or beat, or the server itself."""
        if part in ("postgres", "valkey"):
            return getattr(embedded.running(self.root, variables={}), part).find()
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if _environ(child).get(PART) == part)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def outside() -> dict[str, str]:
    """This process's variables without those that lead to the services of the tests."""
    ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


# A student who logs late and whose quiet hours are far away: the last call alone is still to come, in `seconds`.
LOGS_LATE = """
import sys
from datetime import UTC, timedelta
import django
django.setup()
from apps.accounts.models import Role, User
from apps.campus.models import Campus
from apps.core import clock
from apps.interviews.log.actions import log_conversation
from apps.students.models import Student

address, seconds = sys.argv[1], int(sys.argv[2])
now = clock.now()
user = User.objects.create_user(email=address, full_name="Casey Late", role=Role.STUDENT)
quiet = [(now + timedelta(hours=hours)).astimezone(UTC).time() for hours in (11, 12)]
student = Student.objects.create(user=user, time_zone="UTC", quiet_from=quiet[0], quiet_until=quiet[1])
end = now + timedelta(seconds=seconds) - timedelta(hours=Campus.objects.current().thank_you_hours - 4)
log_conversation(
    student=student, contact=None, contact_name="Dolores Vega", starts_at=end - timedelta(minutes=20), minutes=20,
    format="phone", learned="Rivers move.", campus=Campus.objects.current(), as_of=now,
)
"""


def manage(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [root / ".venv" / "bin" / "python", "manage.py", *arguments],
        cwd=root, env=outside(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def remind_soon(root: Path, name: str) -> str:
    """The address of somebody whose one reminder is due `DUE_IN_SECONDS` from now."""
    address = f"{name}@chaos.example"
    subprocess.run(
        [root / ".venv" / "bin" / "python", "-c", LOGS_LATE, address, str(DUE_IN_SECONDS)],
        cwd=root, env={**outside(), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}, timeout=60, check=True,
    )  # fmt: skip
    return address


def within(seconds: float, true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return true()


def owner(root: Path) -> psycopg.Connection:
    return psycopg.connect(embedded.running(root, variables={}).database_owner_url)


@pytest.fixture(scope="module")
def run(checkout: Path, sink: SmtpSink) -> Iterator[Running]:
    running = Running(checkout, sink)
    with owner(checkout) as connection:
        connection.execute("CREATE TABLE kept (one int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    yield running
    running.stop()


def people(root: Path) -> int:
    with owner(root) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        return connection.execute("SELECT count(*) FROM accounts_user").fetchone()[0]


def awaiting(root: Path) -> dict[str, str]:
    """Everybody whom a kill found waiting for a reminder, with the subject of theirs."""
    with owner(root) as connection:
        rows = connection.execute(
            "SELECT email, to_char(starts_at AT TIME ZONE 'UTC', 'FMDay') FROM accounts_user"
            " JOIN students_student ON user_id = accounts_user.id"
            " JOIN interviews_interview ON student_id = students_student.id WHERE email LIKE '%@chaos.example'"
        ).fetchall()
    return {address: f"4 hours left to thank Dolores Vega for {day}" for address, day in rows}


@pytest.mark.parametrize("part", ["postgres", "valkey", "worker", "codes", "web", "beat"])
def test_a_killed_part_is_started_again_while_the_run_goes_on(run: Running, checkout: Path, part: str) -> None:
    dead = run.leader(part)
    remind_soon(checkout, part)
    before = people(checkout)
    dead.kill()
    psutil.wait_procs([dead], timeout=10)

    def renewed() -> bool:
        try:
            return run.leader(part).pid != dead.pid and run.is_healthy()
        except (StopIteration, AttributeError, psutil.Error):
            return False  # not there again yet

    assert within(UP_SECONDS, renewed), run.said()
    assert people(checkout) == before


def test_a_second_run_is_told_the_address_of_the_first(run: Running, checkout: Path) -> None:
    second = subprocess.run(
        [checkout / ".venv" / "bin" / "python", "-m", "tools.run"],
        cwd=checkout, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert second.stderr == (
        f"Acquaint is already up in this checkout, at http://127.0.0.1:{run.port}: stop that one with Ctrl-C first.\n"
    )


def test_the_command_line_needs_no_variable_while_a_run_is_up(run: Running, checkout: Path) -> None:
    done = manage(checkout, "migrate", "--check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("killed", ["supervisor", "everything"])
def test_the_next_run_after_kill_9_comes_up_with_nothing_lost(run: Running, checkout: Path, killed: str) -> None:
    run.stop()
    victim = Running(checkout, run.sink)
    processes = victim.all_processes() if killed == "everything" else [psutil.Process(victim.process.pid)]
    if killed == "everything":
        processes += [victim.leader("postgres"), victim.leader("valkey")]
    remind_soon(checkout, killed)
    before = people(checkout)
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # some end by themselves when the one above them is gone
            process.kill()
    victim.process.wait(timeout=10)
    following = Running(checkout, run.sink)
    try:
        assert following.is_healthy()
        assert people(checkout) == before
        assert victim.port == following.port or not victim.is_healthy()
    finally:
        following.stop()


def test_a_stopped_run_leaves_no_process_and_a_later_one_keeps_its_data(run: Running, checkout: Path) -> None:
    run.stop()
    running = Running(checkout, run.sink)
    before, processes = people(checkout), running.all_processes()
    running.stop()
    assert running.process.returncode == 0
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []
    said = manage(checkout, "migrate", "--check").stderr
    assert said == "Acquaint is not up in this checkout: start it with `make run`, or set DATABASE_URL and REDIS_URL.\n"
    assert Postgres(Folder(checkout), durable=True).find() is None
    again = Running(checkout, run.sink)
    try:
        assert people(checkout) == before > 0
        reminded = awaiting(checkout)
        assert within(MAIL_SECONDS, lambda: all(run.sink.to(address) for address in reminded)), again.said()
    finally:
        again.stop()
    # The worker has ended by itself: whatever it had in hand is out.
    sent = {address: [mail.message["Subject"] for mail in run.sink.to(address)] for address in reminded}
    assert sent == {address: [subject] for address, subject in reminded.items()}
    assert set(run.sink.counts.values()) <= {1}  # and nobody else's twice


def test_a_campus_that_other_migrations_made_is_made_anew_and_the_former_one_kept(run: Running, checkout: Path) -> None:
    run.stop()
    migration = checkout / "apps" / "campus" / "migrations" / "0001_initial.py"
    migration.write_text(f"{migration.read_text()}# as made anew\n")
    running = Running(checkout, run.sink)
    try:
        assert "The campus is made anew, because other migrations made the former one, which lies in .local.old." in (
            running.said().splitlines()
        )
        with owner(checkout) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
            assert connection.execute("SELECT count(*) FROM accounts_user").fetchone() > (0,)
        assert (checkout / ".local.old" / "postgres" / "data" / "PG_VERSION").exists()
    finally:
        running.stop()
