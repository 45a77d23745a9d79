"""What may be pressed at once. A new act is one line of ACTS: its name, how it is pressed, and what it needs to say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.interviews.by_link import links
from apps.outbox.delivery import deliver_due
from apps.privacy.download.actions import make_waiting
from apps.reminders.reconcile import reconcile
from tests.races.world import World

Press = Callable[[World, Client, str], HttpResponse | None]


@dataclass(frozen=True)
class Act:
    """`browser` is whose it is: the student's "phone", the "office" of an administrator, or "" for a worker. `press`
    gets the words that are typed with it, which must not get lost where it `says` any. Who `removes` wants words gone,
    and who `erases` all that is Alice's; `needs_archived` presses on students who are. Who `compares` reminders with
    what should exist does so each minute.
    """

    name: str
    browser: str
    press: Press
    says: bool = False
    removes: bool = False
    erases: bool = False
    needs_archived: bool = False
    compares: bool = False


def _post(browser: Client, world: World, view: str, args: list[int] | None = None, **data: Any) -> Any:
    return browser.post(reverse(view, args=args or []), {"form_token": world.token, **data})


def _local(world: World, days: float) -> str:
    at = (world.now + timedelta(days=days)).astimezone(ZoneInfo("America/New_York"))
    return at.strftime("%Y-%m-%dT%H:%M")


def _log(world: World, browser: Client, words: str) -> Any:
    told = {"contact_name": "Rosa Delgado", "held_at": _local(world, -0.5), "minutes": 20, "format": "phone"}
    return _post(browser, world, "interviews:log", **told, learned=words, contact=world.friend.pk)


def _log_by_link(world: World, browser: Client, words: str) -> Any:
    link = links.Link(world.unlogged, world.unlogged.round)
    said = {"format": "phone", "learned": words, "page_token": links.page_token(link, "log")}
    return browser.post(reverse("interviews:log_by_link", args=[links.token(world.unlogged)]), said)


def _edit(world: World, browser: Client, words: str) -> Any:
    typed = {"full_name": "Rosa Delgado", "role": words, "version": world.friend.version}
    return _post(browser, world, "contacts:edit", [world.friend.pk], **typed)


def _introduced_by(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "contacts:add", full_name=words, introduced_by=world.friend.pk)


def _edit_introduced_by(world: World, browser: Client, words: str) -> Any:
    typed = {"full_name": "Wei Zhang", "role": words, "introduced_by": world.friend.pk, "version": world.other.version}
    return _post(browser, world, "contacts:edit", [world.other.pk], **typed)


def _refer(world: World, browser: Client, words: str) -> Any:
    rows = {"people-TOTAL_FORMS": 2, "people-INITIAL_FORMS": 0, "people-0-full_name": words}
    return _post(browser, world, "network:refer", [world.held.pk], **rows, **{"people-1-full_name": "Rosa Delgado"})


def _schedule(world: World, browser: Client, words: str) -> Any:
    when = {"held_at": _local(world, 5), "minutes": 30, "format": "video", "version": world.planned.version}
    return _post(browser, world, "interviews:schedule", [world.planned.pk], **when)


def _add_question(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "preparation:questions", [world.planned.pk], text=f"What about {words}?", after=0)


def _thank(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "interviews:thank_you", [world.held.pk], body=words, version="", sent="1")


def _send_thanks(world: World, browser: Client, words: str) -> Any:
    note = {"body": words, "recipient": "ama@example.org", "version": ""}
    return _post(browser, world, "interviews:thank_you", [world.held.pk], **note, send="1")


def _reflect(world: World, browser: Client, words: str) -> Any:
    answers = {f"answer_{world.question.pk}": words, "version": ""}
    return _post(browser, world, "reflection:edit", [world.held.pk], **answers)


def _write(button: str) -> Press:
    """The message that asks Wei Zhang for a conversation."""

    def press(world: World, browser: Client, words: str) -> Any:
        text = {"channel": "email", "recipient": "wei@example.org", "subject": "Floods", "body": f"Hi Wei, {words}."}
        return _post(browser, world, "outreach:ask", [world.idea.pk], **text, version="", after=0, **{button: "1"})

    return press


def _they_named(world: World, browser: Client, words: str) -> Any:
    answer = {"answer": "name", "full_name": words, "name_use": "not_yet", "message": world.asked.pk}
    return _post(browser, world, "outreach:who_do_you_know_answer", [world.aunt.pk], **answer)


def _merge(other: Callable[[World], Contact]) -> Press:
    return lambda w, browser, words: _post(browser, w, "network:merge", [w.other.pk], other=other(w).pk)


def _names(world: World, browser: Client, words: str) -> Any:
    rows = {"names-TOTAL_FORMS": 2, "names-INITIAL_FORMS": 0, "names-0-full_name": words}
    address = reverse("start:names", args=["family"])
    return browser.post(address, {"form_token": world.token, **rows, "names-1-full_name": "Kofi Mensah"})


def _own(view: str, of: Callable[[World], int], **data: Any) -> Press:
    """A button of the student's own."""
    return lambda world, browser, words: _post(browser, world, view, [of(world)], **data)


def _chosen(view: str, action: str, *rows: Callable[[World], int]) -> Press:
    """An action on some rows of a list of the administration."""

    def press(world: World, browser: Client, words: str) -> Any:
        chosen = [row(world) for row in rows]
        answer = {"named": ",".join(map(str, chosen))}  # to the page that asks before it removes
        sent = {"action": action, "_selected_action": chosen, **answer}
        return browser.post(reverse(f"admin:{view}_changelist"), sent)

    return press


def _add_students(order: slice, to: Callable[[World], Cohort]) -> Press:
    def press(world: World, browser: Client, words: str) -> Any:
        students = [world.alice.pk, world.charlie.pk][order]
        return browser.post(reverse("admin:cohorts_membership_add"), {"cohort": to(world).pk, "students": students})

    return press


def _change_dates(world: World, browser: Client, words: str) -> Any:
    cohort = world.cohort
    form = {name: getattr(cohort, name) for name in ("name", "starts_on", "goal", "required_step")}
    form |= {"term": cohort.term_id, "due_on": cohort.due_on - timedelta(days=1), "different_people": "on"}
    form |= {"caseloads-TOTAL_FORMS": 0, "caseloads-INITIAL_FORMS": 0}
    return browser.post(reverse("admin:cohorts_cohort_change", args=[cohort.pk]), form)


def _add_cohort(world: World, browser: Client, words: str) -> Any:
    row = world.alice.memberships.get(cohort=world.cohort) if world.alice.memberships.exists() else None
    form = {
        "memberships-TOTAL_FORMS": 2 if row else 1,
        "memberships-INITIAL_FORMS": 1 if row else 0,
        "memberships-0-id": row.pk if row else "",
        "memberships-0-student": world.alice.pk,
        f"memberships-{1 if row else 0}-cohort": world.other_cohort.pk,
        f"memberships-{1 if row else 0}-student": world.alice.pk,
    }
    return browser.post(reverse("admin:students_student_change", args=[world.alice.pk]), form)


def _new_address(world: World, browser: Client, words: str) -> Any:
    person = world.alice.user
    form = {"email": f"new{person.pk}@campus.example", "full_name": person.full_name, "role": "student"}
    return browser.post(reverse("admin:accounts_user_change", args=[person.pk]), {**form, "is_active": "on"})


def _delete(way: str) -> Press:
    """Of Alice, who asked for it."""

    def press(world: World, browser: Client, words: str) -> Any:
        form = {"way": way, "address": world.alice.user.email}
        return browser.post(reverse("administration:deletion", args=[world.deletion.pk]), form)

    return press


def _take_back(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "privacy:withdraw_deletion")


def _ask_for_file(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "privacy:ask_for_download", version="")


def _make_files(world: World, browser: Client, words: str) -> None:
    make_waiting()


def _preferences(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "students:preferences", time_zone="America/Denver", quiet_from="", quiet_until="")


def _opt_out(world: World, browser: Client, words: str) -> Any:
    return _post(browser, world, "reminders:preferences", group="thank_you", on="0")


def _deliver(world: World, browser: Client, words: str) -> None:
    deliver_due(worker="race")


def _reconcile(world: World, browser: Client, words: str) -> None:
    result = reconcile(as_of=clock.now())
    assert not result.broken, f"not reconciled: {result.broken}"


_ALICE: Callable[[World], int] = lambda world: world.alice.pk  # noqa: E731
_CHARLIE: Callable[[World], int] = lambda world: world.charlie.pk  # noqa: E731


def _membership(of: Callable[[World], int]) -> Callable[[World], int]:
    return lambda world: world.memberships[of(world)]


def _account(name: str) -> Callable[[World], int]:
    return lambda world: getattr(world, name).user_id


ACTS = [
    Act("log", "phone", _log, says=True),
    Act("log by link", "", _log_by_link, says=True),
    Act("plan", "phone", _own("interviews:plan", lambda w: w.friend.pk)),
    Act("edit contact", "phone", _edit, says=True),
    Act("add, introduced by", "phone", _introduced_by, says=True),
    Act("edit, introduced by", "phone", _edit_introduced_by, says=True),
    Act("archive contact", "phone", _own("contacts:archive", lambda w: w.friend.pk)),
    Act("remove contact", "phone", _own("contacts:remove", lambda w: w.friend.pk), removes=True),
    Act("merge", "phone", _merge(lambda w: w.friend)),
    Act("merge who was asked", "phone", _merge(lambda w: w.aunt)),
    Act("refer", "phone", _refer, says=True),
    Act("names of Start", "phone", _names, says=True),
    Act("they named someone", "phone", _they_named, says=True),
    Act("write a message", "phone", _write("copy"), says=True),
    Act("send a message", "phone", _write("send"), says=True),
    Act("schedule", "phone", _schedule),
    Act("add a question", "phone", _add_question, says=True),
    Act("thank", "phone", _thank, says=True),
    Act("send thanks", "phone", _send_thanks, says=True),
    Act("reflect", "phone", _reflect, says=True),
    Act("undo the log", "phone", _own("interviews:withdraw_log", lambda w: w.held.pk)),
    Act("preferences", "phone", _preferences),
    Act("opt out", "phone", _opt_out),
    Act("archive", "office", _chosen("students_student", "archive", _CHARLIE, _ALICE)),
    Act("bring back", "office", _chosen("students_student", "bring_back", _ALICE, _CHARLIE), needs_archived=True),
    Act("add students", "office", _add_students(slice(None), lambda w: w.other_cohort)),
    Act("add students, other order", "office", _add_students(slice(None, None, -1), lambda w: w.third_cohort)),
    Act("add a cohort", "office", _add_cohort),
    Act("remove members", "office", _chosen("cohorts_membership", "remove", *map(_membership, (_CHARLIE, _ALICE)))),
    Act("change dates", "office", _change_dates),
    Act("switch off", "office", _chosen("accounts_user", "switch_off", *map(_account, ("charlie", "alice")))),
    Act("invite again", "office", _chosen("accounts_user", "invite_again", *map(_account, ("alice", "charlie")))),
    Act("new address", "office", _new_address),
    Act("really gone", "office", _delete("gone"), erases=True),
    Act("anonymize", "office", _delete("anonymized"), erases=True),
    Act("ask for the file", "phone", _ask_for_file),
    Act("make files", "", _make_files),
    Act("take the deletion back", "phone", _take_back),
    Act("deliver", "", _deliver),
    Act("reconcile", "", _reconcile, compares=True),
]
