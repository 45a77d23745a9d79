"""Why a student needs their adviser, and in which order: by a table of invented students."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.advising.needing import Need, counted, needing
from apps.advising.reasons import RULES, Case, HandUp, Reason
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.core.folding import fold
from apps.interviews.progress import Row
from apps.interviews.steps import Step

NOW = datetime(2026, 10, 19, 14, tzinfo=UTC)  # Monday, 10:00 am in New York
TODAY = date(2026, 10, 19)
CAMPUS = Campus()
NUMBERS = "counted would_count held reflected ask prepare meet thank reflect late_thank_yous unanswered tried names"
CALM: dict[str, Any] = {
    **dict.fromkeys(NUMBERS.split(), 0),
    "cohort_id": 1,
    "email": "",
    "goal": 3,
    "late_thank_yous_since": None,
    "unanswered_since": None,
    "last_moved": None,
    "joined_at": datetime(2026, 9, 1, tzinfo=UTC),
}


def row(name: str = "Ines Duarte", **facts: Any) -> Row:
    return Row(**{**CALM, "student_id": 1, "name": name, "folded_name": fold(name), **facts})


def ago(days: int = 0, hours: int = 0, minutes: int = 0) -> datetime:
    return NOW - timedelta(days=days, hours=hours, minutes=minutes)


def cohort(pk: int, *, starts: date = date(2026, 9, 8), due: date = date(2026, 12, 7)) -> Cohort:
    return Cohort(pk=pk, starts_on=starts, due_on=due)


def within(days: int) -> date:
    return TODAY + timedelta(days=days)


RUNNING = cohort(1)
OTHER = cohort(2)
DUE_TODAY, DUE_TOMORROW, DUE_IN_14, DUE_IN_15 = (
    cohort(pk, due=within(days)) for pk, days in ((3, 0), (4, 1), (5, 14), (6, 15))
)
OVER = cohort(7, due=within(-1))
TO_COME = cohort(8, starts=within(1))
FIRST_DAY = cohort(9, starts=within(0), due=within(10))
BEGUN_TWO_WEEKS_AGO = cohort(10, starts=within(-14))
BEGUN_A_WEEK_AGO = cohort(12, starts=within(-7))
BEGUN_6_DAYS_AGO = cohort(13, starts=within(-6))
BEGUN_13_DAYS_AGO = cohort(11, starts=within(-13))

# What a student does who needs nobody: they added names, asked, and something moved yesterday.
MOVES = {"names": 2, "tried": 1, "ask": 1, "last_moved": ago(1)}
NOTHING = {"last_moved": None}
DONE = {"counted": 3, "held": 3, "names": 3, "tried": 3, "last_moved": ago(30)}
LOST = {"unreached_since": datetime(2026, 10, 9, 15, tzinfo=UTC)}


def silent(requests: int, **long: int) -> dict[str, Any]:
    return {**MOVES, "ask": requests, "tried": requests, "unanswered": requests, "unanswered_since": ago(**long)}


def late(notes: int, **since_the_end: int) -> dict[str, Any]:
    return {**MOVES, "thank": notes, "newly_late": notes, "newly_late_since": ago(**since_the_end)}


def unasked(names: int, **long: int) -> dict[str, Any]:
    return {**MOVES, "unasked": names, "unasked_since": ago(**long)}


def to_reflect(talks: int, **long: int) -> dict[str, Any]:
    return {**MOVES, "ask": 0, "reflect": talks, "to_reflect_since": ago(**long)}


def hand(step: str = "", **long: int) -> dict[str, Any]:
    return {**MOVES, "hand": HandUp(ago(**long), step)}


# Name, cohort, facts; and what the list says, with the step and whether mail bounces besides. "" where it says nothing.
# A name that stands twice is one student in two cohorts.
STUDENTS: list[tuple[str, Cohort, dict[str, Any], str]] = [
    # A hand, at any time and whatever else is well
    ("Abena", RUNNING, hand(minutes=45), "hand: Asked for your help. Since 9:15 am EDT"),
    ("Abdul", RUNNING, hand("ask", hours=2), "hand at ask: Asked for your help. Since 8:00 am EDT, at Ask"),
    ("Adele", RUNNING, hand("prepare", days=2), "hand at prepare: Asked for your help. Since Saturday, at Prepare"),
    ("Agnes", RUNNING, hand("stay_in_touch", days=6),
     "hand at stay_in_touch: Asked for your help. Since Tuesday, at Stay in touch"),
    ("Ahmed", RUNNING, hand("meet", days=7), "hand at meet: Asked for your help. Since Oct 12, at Meet"),
    ("Aiko", TO_COME, hand(hours=11), "hand: Asked for your help. Since Sunday"),
    ("Ailsa", OVER, hand("reflect", days=9), "hand at reflect: Asked for your help. Since Oct 10, at Reflect"),
    ("Akira", RUNNING, {**DONE, **hand("thank", hours=1), "counted": 3},
     "hand at thank: Asked for your help. Since 9:00 am EDT, at Thank"),
    ("Alba", RUNNING, {**silent(3, days=24), **late(1, days=3), **LOST, **hand(days=1)},
     "hand, mail bounces: Asked for your help. Since Sunday"),
    ("Alfie", RUNNING, {**hand("ask", hours=3), "is_archived": True}, ""),
    # Asked and silent; the campus's seven days are the table's
    ("Bao", RUNNING, silent(1, days=12), "no_reply at ask: No reply to one request. Waiting for 12 days"),
    ("Beatriz", RUNNING, silent(3, days=24), "no_reply at ask: No reply to three requests. The longest: 24 days"),
    ("Boris", RUNNING, silent(1, days=7, minutes=1), "no_reply at ask: No reply to one request. Waiting for 7 days"),
    ("Bolu", RUNNING, silent(10, days=28), "no_reply at ask: No reply to 10 requests. The longest: 4 weeks"),
    ("Brigid", RUNNING, {**silent(2, days=17), **LOST},
     "no_reply at ask, mail bounces: No reply to two requests. The longest: 17 days"),
    ("Bruno", DUE_TODAY, silent(1, days=8), "no_reply at ask: No reply to one request. Waiting for 8 days"),
    ("Bryn", OVER, silent(1, days=8), ""),
    ("Bianca", TO_COME, silent(1, days=8), ""),
    ("Bertil", RUNNING, {**silent(2, days=20), "counted": 3}, ""),
    ("Basma", RUNNING, {**silent(1, days=20), "counted": 2},
     "no_reply at ask: No reply to one request. Waiting for 20 days"),
    # A request from before the cohort waits since the cohort began, or since the student joined it
    ("Benno", BEGUN_A_WEEK_AGO, silent(1, days=90), "no_reply at ask: No reply to one request. Waiting for 7 days"),
    ("Beata", BEGUN_6_DAYS_AGO, silent(1, days=90), ""),
    ("Basil", RUNNING, {**silent(2, days=40), "joined_at": ago(8)},
     "no_reply at ask: No reply to two requests. The longest: 8 days"),
    ("Bodil", RUNNING, {**silent(2, days=40), "joined_at": ago(6)}, ""),
    # Held and not thanked; after a week the table no longer names it
    ("Cai", RUNNING, late(1, days=5), "late_thanks at thank: Thank-you 4 days late. They met on Oct 14"),
    ("Carla", RUNNING, late(1, days=1, minutes=1),
     "late_thanks at thank: Thank-you less than an hour late. They met on Oct 18"),
    ("Cedric", RUNNING, late(1, days=1, hours=1), "late_thanks at thank: Thank-you 1 hour late. They met on Oct 18"),
    ("Chen", RUNNING, late(1, days=2, hours=23), "late_thanks at thank: Thank-you 47 hours late. They met on Oct 16"),
    ("Chiara", RUNNING, late(2, days=3), "late_thanks at thank: Two thank-yous late. The first is 2 days late"),
    ("Ciro", RUNNING, {**DONE, **late(1, days=8), "counted": 3},
     "late_thanks at thank: Thank-you 7 days late. They met on Oct 11"),
    ("Clara", OVER, late(1, days=6), "late_thanks at thank: Thank-you 5 days late. They met on Oct 13"),
    ("Colm", RUNNING, {**MOVES, "thank": 1, "late_thank_yous": 1, "late_thank_yous_since": ago(8, minutes=1)}, ""),
    ("Cora", RUNNING, {**late(1, days=5), **to_reflect(1, days=12), **unasked(1, days=15)},
     "late_thanks at thank: Thank-you 4 days late. They met on Oct 14"),
    # No name and the due date near
    ("Dahlia", DUE_IN_14, NOTHING, "no_name at ask: No name yet, due in 14 days. Here since Sep 8"),
    ("Daniel", DUE_IN_15, NOTHING, "still at ask: Nothing has moved for 5 weeks. Here since Sep 8"),
    ("Darya", DUE_TOMORROW, NOTHING, "no_name at ask: No name yet, due tomorrow. Here since Sep 8"),
    ("Deniz", DUE_TODAY, NOTHING, "no_name at ask: No name yet, due today. Here since Sep 8"),
    ("Dolores", OVER, NOTHING, ""),
    ("Dev", FIRST_DAY, NOTHING, "no_name at ask: No name yet, due in 10 days. Here since Oct 19"),
    ("Dina", DUE_IN_14, {**NOTHING, "joined_at": ago(3)},
     "no_name at ask: No name yet, due in 14 days. Here since Oct 16"),
    ("Dora", DUE_IN_14, {"names": 1, "last_moved": ago(3)}, ""),
    ("Duc", DUE_IN_14, {"tried": 1, "ask": 1, "last_moved": ago(3)}, ""),
    ("Dunya", DUE_IN_14, {**NOTHING, **LOST},
     "no_name at ask, mail bounces: No name yet, due in 14 days. Here since Sep 8"),
    # A name from a talk that was not asked; the fourteen days are the table's
    ("Edda", RUNNING, unasked(1, days=16), "not_asked at ask: One name not asked yet. Waiting for 16 days"),
    ("Efua", RUNNING, unasked(2, days=30), "not_asked at ask: Two names not asked yet. The longest: 4 weeks"),
    ("Elio", RUNNING, {**unasked(1, days=15), "counted": 3}, ""),
    ("Emre", OVER, unasked(1, days=15), ""),
    ("Esme", DUE_TODAY, unasked(12, days=15), "not_asked at ask: 12 names not asked yet. The longest: 15 days"),
    ("Eun-ji", RUNNING, {**unasked(1, days=18), "last_moved": ago(18)},
     "not_asked at ask: One name not asked yet. Waiting for 18 days"),
    # One from before the cohort waits since the cohort began
    ("Ebba", BEGUN_TWO_WEEKS_AGO, unasked(1, days=200),
     "not_asked at ask: One name not asked yet. Waiting for 14 days"),
    ("Elke", BEGUN_13_DAYS_AGO, unasked(1, days=200), ""),
    # Thanked and not reflected on for seven days
    ("Fadi", RUNNING, to_reflect(1, days=7), "to_reflect at reflect: One reflection is open. Waiting for 7 days"),
    ("Fiona", RUNNING, to_reflect(1, days=6, hours=23, minutes=59), ""),
    ("Farid", RUNNING, to_reflect(2, days=12),
     "to_reflect at reflect: Two reflections are open. The longest: 12 days"),
    ("Fern", RUNNING, {**to_reflect(1, days=12), "counted": 3}, ""),
    ("Finn", OVER, to_reflect(1, days=12), ""),
    # Mail that bounces, until the due date
    ("Gita", RUNNING, {**MOVES, **LOST}, "bounces: Mail bounces. Since Friday, October 9"),
    ("Goran", TO_COME, {**NOTHING, "unreached_since": ago(1)}, "bounces: Mail bounces. Since Sunday, October 18"),
    ("Gwen", RUNNING, {**DONE, "unreached_since": ago(4)}, "bounces: Mail bounces. Since Thursday, October 15"),
    ("Guo", OVER, {**MOVES, **LOST}, ""),
    ("Greta", RUNNING, {**NOTHING, **LOST}, "bounces: Mail bounces. Since Friday, October 9"),
    ("Gil", RUNNING, {**MOVES, **LOST, "is_archived": True}, ""),
    # Nothing moved for two weeks
    ("Hana", RUNNING, {**MOVES, "last_moved": ago(14)},
     "still at ask: Nothing has moved for 14 days. The last time was Oct 5"),
    ("Hugo", RUNNING, {**MOVES, "last_moved": ago(13, hours=23, minutes=59)}, ""),
    ("Hedda", RUNNING, {**MOVES, "meet": 1, "last_moved": ago(20)},
     "still at meet: Nothing has moved for 20 days. The last time was Sep 29"),
    ("Hoa", RUNNING, {**MOVES, "prepare": 2, "last_moved": ago(29)},
     "still at prepare: Nothing has moved for 4 weeks. The last time was Sep 20"),
    ("Hilde", RUNNING, {**MOVES, "thank": 1, "meet": 1, "last_moved": ago(15)},
     "still at thank: Nothing has moved for 15 days. The last time was Oct 4"),
    ("Holly", RUNNING, {**MOVES, "reflect": 1, "to_reflect_since": ago(3), "last_moved": ago(16)},
     "still at reflect: Nothing has moved for 16 days. The last time was Oct 3"),
    ("Hamid", BEGUN_TWO_WEEKS_AGO, NOTHING, "still at ask: Nothing has moved for 14 days. Here since Oct 5"),
    ("Heidi", BEGUN_13_DAYS_AGO, NOTHING, ""),
    ("Henri", RUNNING, {**NOTHING, "joined_at": ago(14)},
     "still at ask: Nothing has moved for 14 days. Here since Oct 5"),
    ("Hye", RUNNING, {**NOTHING, "joined_at": ago(13, hours=23, minutes=59)}, ""),
    ("Hazel", RUNNING, {**MOVES, "last_moved": ago(40), "joined_at": ago(17)},
     "still at ask: Nothing has moved for 17 days. Here since Oct 2"),
    ("Hanif", RUNNING, {**DONE, "last_moved": ago(60)}, ""),
    ("Horst", OVER, {**MOVES, "last_moved": ago(60)}, ""),
    ("Hiro", TO_COME, NOTHING, ""),
    ("Helga", RUNNING, {**MOVES, "last_moved": ago(60), "is_archived": True}, ""),
    # In two cohorts: once, with the more urgent of both; and with either where they say the same
    ("Iris", RUNNING, {**MOVES, "last_moved": ago(15)},
     "no_name at ask: No name yet, due in 14 days. Here since Sep 8"),
    ("Iris", DUE_IN_14, NOTHING, "no_name at ask: No name yet, due in 14 days. Here since Sep 8"),
    ("Ivo", RUNNING, silent(1, days=9), "no_reply at ask: No reply to one request. Waiting for 9 days"),
    ("Ivo", OTHER, silent(1, days=9), "no_reply at ask: No reply to one request. Waiting for 9 days"),
    ("Isla", OVER, to_reflect(1, days=30), "to_reflect at reflect: One reflection is open. Waiting for 4 weeks"),
    ("Isla", RUNNING, to_reflect(1, days=30), "to_reflect at reflect: One reflection is open. Waiting for 4 weeks"),
    ("Imre", RUNNING, {**DONE}, "still at ask: Nothing has moved for 4 weeks. The last time was Sep 19"),
    ("Imre", OTHER, {**DONE, "goal": 5}, "still at ask: Nothing has moved for 4 weeks. The last time was Sep 19"),
    # The same reason since the same moment: by name, as a reader of the alphabet expects
    ("Étienne", RUNNING, silent(1, days=10), "no_reply at ask: No reply to one request. Waiting for 10 days"),
    ("Emma", RUNNING, silent(1, days=10), "no_reply at ask: No reply to one request. Waiting for 10 days"),
    ("Fatou", RUNNING, silent(1, days=10), "no_reply at ask: No reply to one request. Waiting for 10 days"),
    # Nothing is amiss
    ("Jonas", RUNNING, MOVES, ""),
    ("Juno", RUNNING, DONE, ""),
    ("Jin", TO_COME, MOVES, ""),
]  # fmt: skip

ORDER = (
    # hands, the longest up first
    "Ailsa Ahmed Agnes Adele Alba Aiko Abdul Akira Abena "
    # no reply
    "Bolu Beatriz Basma Brigid Bao Emma Étienne Fatou Ivo Basil Bruno Benno Boris "
    # thanks, the latest first
    "Ciro Clara Cai Cora Chiara Chen Cedric Carla "
    # no name, the longest here first
    "Dahlia Darya Deniz Dunya Iris Dina Dev "
    # names not asked, reflections, bounces
    "Efua Eun-ji Edda Esme Ebba Isla Farid Fadi Gita Greta Gwen Goran "
    # still
    "Daniel Imre Hoa Hedda Hazel Holly Hilde Hamid Hana Henri"
)


def cases() -> list[Case]:
    """By name and cohort, as the caseload reads them."""
    ids = {name: number for number, name in enumerate(dict.fromkeys(name for name, *_ in STUDENTS), 1)}
    found = []
    for name, of, facts, _ in STUDENTS:
        facts = dict(facts)
        up = facts.pop("hand", None)
        found.append(Case(row(name, student_id=ids[name], cohort_id=of.pk, **facts), of, up))
    return sorted(found, key=lambda case: (case.row.folded_name, case.row.student_id, case.row.cohort_id))


def told(need: Need) -> str:
    step, bounces = f" at {need.step}" if need.step else "", ", mail bounces" if need.bounces else ""
    return f"{need.reason}{step}{bounces}: {need.why}. {need.detail}"


@pytest.fixture(scope="module")
def needs() -> list[Need]:
    return needing(cases(), campus=CAMPUS, as_of=NOW)


@pytest.mark.parametrize(("name", "expected"), {name: said for name, *_, said in STUDENTS}.items())
def test_each_invented_student_has_the_first_reason_that_holds(needs: list[Need], name: str, expected: str) -> None:
    assert [told(need) for need in needs if need.row.name == name] == ([expected] if expected else [])


def test_the_list_begins_with_the_most_urgent_reason_and_who_waited_longest(needs: list[Need]) -> None:
    assert len({name for name, *_ in STUDENTS}) >= 60
    assert " ".join(need.row.name for need in needs) == ORDER


def test_the_order_of_the_students_given_does_not_matter() -> None:
    backward = needing(reversed(cases()), campus=CAMPUS, as_of=NOW)
    assert " ".join(need.row.name for need in backward) == ORDER


def test_the_rules_stand_in_the_order_of_the_reasons_each_once() -> None:
    assert [rule.reason for rule in RULES] == list(Reason)


def test_only_what_runs_out_has_a_clock(needs: list[Need]) -> None:
    assert {need.reason for need in needs if need.clock} == {Reason.LATE_THANKS, Reason.NO_NAME}
    assert {need.reason for need in needs} == set(Reason)


def test_a_late_thank_you_is_late_since_its_hours_ended_on_every_campus() -> None:
    (need,) = needing([Case(row(**late(1, days=3)), RUNNING)], campus=Campus(thank_you_hours=48), as_of=NOW)
    assert (need.since, need.why) == (ago(1), "Thank-you 24 hours late")


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (3, []),  # still the 18th on campus: the cohort begins on the 19th
        (4, ["No name yet, due in 10 days"]),
    ],
)
def test_a_cohort_begins_with_the_campuss_own_day(hour: int, expected: list[str]) -> None:
    at = datetime(2026, 10, 19, hour, tzinfo=UTC)
    found = needing([Case(row(**NOTHING), FIRST_DAY)], campus=CAMPUS, as_of=at)
    assert [need.why for need in found] == expected


def test_on_its_due_date_a_cohort_runs_until_the_campuss_midnight() -> None:
    case = Case(row(**NOTHING), DUE_TODAY)
    last_minute = datetime(2026, 10, 20, 3, 59, tzinfo=UTC)
    assert [need.why for need in needing([case], campus=CAMPUS, as_of=last_minute)] == ["No name yet, due today"]
    assert needing([case], campus=CAMPUS, as_of=last_minute + timedelta(minutes=1)) == []


def test_each_reason_is_counted_and_none_that_nobody_has(needs: list[Need]) -> None:
    assert counted(needs) == [
        (Reason.HAND, 9),
        (Reason.NO_REPLY, 13),
        (Reason.LATE_THANKS, 8),
        (Reason.NO_NAME, 7),
        (Reason.NOT_ASKED, 5),
        (Reason.TO_REFLECT, 3),
        (Reason.BOUNCES, 7),  # three of them stand under another reason, too
        (Reason.STILL, 10),
    ]
    assert counted([need for need in needs if need.step is Step.REFLECT]) == [
        (Reason.HAND, 1),
        (Reason.TO_REFLECT, 3),
        (Reason.STILL, 1),
    ]
    assert counted([]) == []
