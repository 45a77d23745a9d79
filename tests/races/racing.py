"""Two acts at once, over connections of their own, and what may not come of it."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from threading import Barrier
from typing import Any

from django.db import connection, transaction
from django.test import Client

from apps.core import clock
from apps.reminders.actions import refresh
from apps.reminders.comparison import Changes
from apps.reminders.reconcile import reconcile
from tests.races.acts import Act
from tests.races.world import World, make_world

Found = Counter[str]  # faults, and how often each was seen

_OFTEN, _LONGEST = 0.4, 0.003  # before how many of the statements a hand rests, and for how many seconds at most
_SAVED = """
SELECT EXISTS (SELECT FROM contacts_contact WHERE position(%(words)s IN concat_ws(' ', full_name, role, notes)) > 0)
    OR EXISTS (SELECT FROM interviews_interview WHERE position(%(words)s IN learned) > 0)
    OR EXISTS (SELECT FROM interviews_thankyounote WHERE position(%(words)s IN body) > 0)
    OR EXISTS (SELECT FROM preparation_question WHERE position(%(words)s IN text) > 0)
    OR EXISTS (SELECT FROM outreach_outreach WHERE position(%(words)s IN body) > 0)
    OR EXISTS (SELECT FROM reflection_reflectionanswer WHERE position(%(words)s IN text) > 0)
"""
# What finds rows of one student that may never be.
_NEVER = {
    "two open conversations with one person": """
        SELECT FROM interviews_interview WHERE student_id = %(student)s AND logged_at IS NULL AND exit = ''
         GROUP BY contact_id HAVING count(*) > 1""",
    "one person twice": """
        SELECT FROM contacts_contact WHERE student_id = %(student)s GROUP BY folded_name HAVING count(*) > 1""",
    "one conversation logged twice": """
        SELECT FROM interviews_interview WHERE student_id = %(student)s AND logged_at IS NOT NULL
         GROUP BY contact_id HAVING count(*) > 1""",
    "thanks sent twice": """
        SELECT FROM outreach_outreach WHERE student_id = %(student)s AND kind = 'thanks'
         GROUP BY interview_id HAVING count(*) > 1""",
    "welcomed twice to one cohort": """
        SELECT FROM administration_invitation i JOIN students_student s USING (user_id)
         WHERE s.id = %(student)s AND i.cohort_id IS NOT NULL GROUP BY i.cohort_id HAVING count(*) > 1""",
    "mail due to someone archived": """
        SELECT FROM outbox_message m JOIN reminders_reminder r ON r.message_id = m.id
          JOIN students_student s USING (user_id)
         WHERE s.id = %(student)s AND s.archived_at IS NOT NULL AND m.state = 'due' AND m.handed_off_at IS NULL
           AND r.kind <> 'account_invitation'""",
}


@dataclass
class Pressed:
    """What became of one press: an answer, or for a worker nothing; or what it raised."""

    answer: Any = None
    error: BaseException | None = None

    @property
    def fault(self) -> str:
        """What may not come of a press; empty where nothing is wrong."""
        if self.error:
            return type(self.error.__cause__ or self.error).__name__
        if self.answer is None or self.answer.status_code < 500:
            return ""
        raised = self.answer.exc_info[1]
        return f"{self.answer.status_code} {type(raised.__cause__ or raised).__name__}"


class Races:
    """Two hands, each with a connection, which rest before some of their statements. `dice` say when."""

    def __init__(self, *, dice: Random) -> None:
        self.dice = dice
        self._hands = ThreadPoolExecutor(2)

    def close(self) -> None:
        together = Barrier(2)
        for _ in range(2):
            self._hands.submit(lambda: (together.wait(10), connection.close()))
        self._hands.shutdown()

    def run(self, first: Act, second: Act, *, rounds: int) -> Found:
        return Found(fault for _ in range(rounds) for fault in self._round([first, second]))

    def _round(self, acts: list[Act]) -> Iterator[str]:
        world, number = make_world(archived=any(act.needs_archived for act in acts)), self.dice.randrange(10**6)
        browsers = [world.browser(act.browser) for act in acts]
        words = [f"Brook{number} {side}" for side in ("Left", "Right")]
        together = Barrier(2)
        futures = [
            self._hands.submit(_press, *each, world, together, Random(self.dice.random()))
            for each in zip(acts, browsers, words, strict=True)
        ]
        pressed = [future.result(60) for future in futures]
        removes, erases = any(act.removes for act in acts), any(act.erases for act in acts)
        for act, one, browser, said in zip(acts, pressed, browsers, words, strict=True):
            if one.fault:
                yield f"{act.name}: {one.fault}"
            elif act.says and not erases and not _is_there(one.answer, browser, said, removes=removes):
                yield f"{act.name}: words lost ({one.answer.status_code})"
        if any(act.compares for act in acts):
            # What it decided before the other's commit is put right by the next comparison, a minute later.
            reconcile(as_of=clock.now())
        yield from _broken(world)


def _press(act: Act, browser: Client, words: str, world: World, together: Barrier, dice: Random) -> Pressed:
    def rest(execute: Any, *statement: Any) -> Any:
        if dice.random() < _OFTEN:
            time.sleep(dice.uniform(0, _LONGEST))
        return execute(*statement)

    connection.ensure_connection()
    together.wait(10)
    time.sleep(dice.uniform(0, 3 * _LONGEST))
    try:
        with connection.execute_wrapper(rest):
            return Pressed(answer=act.press(world, browser, words))
    except Exception as error:
        return Pressed(error=error)


def _is_there(answer: Any, browser: Client, words: str, *, removes: bool) -> bool:
    """Saved, or in the answer. What was saved may have been removed a moment later, by whoever wanted that."""
    with connection.cursor() as cursor:
        cursor.execute(_SAVED, {"words": words})
        if cursor.fetchone()[0]:
            return True
    if answer.status_code != 302:
        return words in answer.text
    if removes and "not_saved" not in answer.cookies:
        return True
    return words in browser.get(answer["Location"]).text


def _broken(world: World) -> Iterator[str]:
    for student in (world.alice, world.charlie):
        with connection.cursor() as cursor:
            for what, rows in _NEVER.items():
                cursor.execute(rows, {"student": student.pk})
                if cursor.fetchone() is not None:
                    yield what
        with transaction.atomic():
            if refresh(user=student.user, as_of=clock.now()) != Changes():
                yield "reminders are not what they should be"
            transaction.set_rollback(True)
