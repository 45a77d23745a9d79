"""Two acts at once, over connections of their own, and what may not come of it."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Barrier
from typing import Any

from django.db import connection, transaction
from django.test import Client

from apps.cohorts.models import Membership
from apps.core import clock
from apps.reminders.actions import refresh
from tests.races.acts import Act
from tests.races.world import World, make_world

_SAVED = """
SELECT EXISTS (SELECT FROM contacts_contact WHERE position(%(words)s IN concat_ws(' ', full_name, role, notes)) > 0)
    OR EXISTS (SELECT FROM interviews_interview WHERE position(%(words)s IN learned) > 0)
    OR EXISTS (SELECT FROM interviews_thankyounote WHERE position(%(words)s IN body) > 0)
    OR EXISTS (SELECT FROM reflection_reflectionanswer WHERE position(%(words)s IN text) > 0)
"""
# What holds of one student's rows whatever was pressed. Each finds rows that may not be.
_NEVER = {
    "two open conversations with one person": """
        SELECT contact_id FROM interviews_interview WHERE student_id = %(student)s AND logged_at IS NULL AND exit = ''
         GROUP BY contact_id HAVING count(*) > 1""",
    "one person twice": """
        SELECT folded_name FROM contacts_contact WHERE student_id = %(student)s
         GROUP BY folded_name HAVING count(*) > 1""",
    "one conversation logged twice": """
        SELECT contact_id FROM interviews_interview WHERE student_id = %(student)s AND logged_at IS NOT NULL
         GROUP BY contact_id HAVING count(*) > 1""",
    "welcomed twice to one cohort": """
        SELECT i.cohort_id FROM administration_invitation i JOIN students_student s USING (user_id)
         WHERE s.id = %(student)s AND i.cohort_id IS NOT NULL GROUP BY i.cohort_id HAVING count(*) > 1""",
    "mail due to someone archived": """
        SELECT m.key FROM outbox_message m JOIN reminders_reminder r ON r.message_id = m.id
          JOIN students_student s USING (user_id)
         WHERE s.id = %(student)s AND s.archived_at IS NOT NULL AND m.state = 'due' AND m.handed_off_at IS NULL""",
}


@dataclass
class Found:
    """`rounds` that were run, and how often each fault was seen in them."""

    rounds: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass
class Pressed:
    answer: Any = None
    error: BaseException | None = None

    @property
    def fault(self) -> str:
        """Why this is no answer that a person may get; empty where it is one."""
        error = self.error or (self.answer is not None and self.answer.status_code >= 500 and self._raised())
        if not error:
            return ""
        cause = getattr(error, "__cause__", None) or error
        status = self.answer.status_code if self.answer is not None else "raised"
        return f"{status} {type(cause).__name__}"

    def _raised(self) -> BaseException:
        info = getattr(self.answer, "exc_info", None)
        return info[1] if info else RuntimeError()


class Races:
    """Two threads with a connection each. `rest` is the longest pause before a statement, in seconds."""

    def __init__(self, *, seed: int, rest: float = 0.003) -> None:
        self.dice = Random(seed)
        self.rest = rest
        self._hands = ThreadPoolExecutor(2)

    def close(self) -> None:
        for _ in range(8):
            self._hands.submit(connection.close)
        self._hands.shutdown()

    def run(self, first: Act, second: Act, *, rounds: int) -> Found:
        found = Found()
        for _ in range(rounds):
            found.rounds += 1
            found.faults.update(self._round(first, second))
        return found

    def _round(self, first: Act, second: Act) -> Iterator[str]:
        world, number = make_world(), self.dice.randrange(10**6)
        acts = (first, second)
        if any(act.name == "bring back" for act in acts):
            for student in (world.alice, world.charlie):
                student.archived_at = world.now
                student.save()
                refresh(user=student.user, as_of=world.now)
        browsers = [getattr(world, act.browser)() if act.browser else Client() for act in acts]
        words = [f"Brook{number} {side}" for side in ("Left", "Right")]
        barrier = Barrier(2)

        def press(act: Act, browser: Client, words: str, seed: float) -> Pressed:
            dice = Random(seed)

            def pause(execute: Any, *rest: Any) -> Any:
                if dice.random() < 0.4:
                    time.sleep(dice.random() * self.rest)
                return execute(*rest)

            connection.ensure_connection()
            barrier.wait(10)
            time.sleep(dice.random() * self.rest * 3)
            try:
                with connection.execute_wrapper(pause):
                    return Pressed(answer=act.press(world, browser, words))
            except BaseException as error:  # noqa: BLE001
                return Pressed(error=error)

        futures = [
            self._hands.submit(press, *each, self.dice.random()) for each in zip(acts, browsers, words, strict=True)
        ]
        pressed = [future.result(60) for future in futures]
        for act, one in zip(acts, pressed, strict=True):
            if one.fault:
                yield f"{act.name}: {one.fault}"
        removes = any(act.removes for act in acts)
        for act, one, browser, said in zip(acts, pressed, browsers, words, strict=True):
            if act.says and not one.fault and not _is_there(one, browser, said, removes=removes):
                yield f"{act.name}: words lost ({one.answer.status_code})"
        yield from _broken(world)


def _is_there(pressed: Pressed, browser: Client, words: str, *, removes: bool) -> bool:
    """Saved, or in the answer. What was saved may have been removed a moment later, by whoever wanted that."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVED, {"words": words})
        if cursor.fetchone()[0]:
            return True
    answer = pressed.answer
    if answer.status_code == 302:
        if removes and "not_saved" not in answer.cookies:
            return True
        answer = browser.get(answer["Location"])
    return words in answer.text


def _broken(world: World) -> Iterator[str]:
    with connection.cursor() as cursor:
        for what, rows in _NEVER.items():
            for student in (world.alice, world.charlie):
                cursor.execute(rows, {"student": student.pk})
                if cursor.fetchone():
                    yield what
    for student in (world.alice, world.charlie):
        with transaction.atomic():
            changes = refresh(user=student.user, as_of=clock.now())
            if changes.added or changes.moved or changes.ended or changes.revived:
                yield f"reminders not as they should be"
            transaction.set_rollback(True)
