"""Two devices write one note, with cuts, reloads, closed tabs and lost answers: no word is lost, and none is doubled.

A schedule is random and repeated by its seed: SEED=7 runs that one alone. Twenty run in `make proof`, a hundred in
`make chaos`.
"""

import json
import os
import time
from collections.abc import Iterator
from random import Random, SystemRandom

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from apps.interviews.notes.models import Note, Prompt
from apps.students.models import Student
from tests import factories
from tests.chaos.devices import ACTS, Device
from tests.journeys.stack import Stack

pytestmark = pytest.mark.chaos

IS_FULL = os.environ.get("ACQUAINT_CHAOS") == "full"
SCHEDULES = 100 if IS_FULL else 20
# The short form runs the same ones each time.
FIRST = SystemRandom().randrange(10**6) if IS_FULL else 11_000
SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(FIRST, FIRST + SCHEDULES)
STEPS = 12
SETTLED_SECONDS = 20.0


@pytest.fixture(scope="module")
def stack(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("devices", numbered=False)
    with django_db_blocker.unblock(), Stack(folder, is_small=True) as running:
        yield running


@pytest.fixture(scope="module")
def student(stack: Stack) -> Student:
    with stack.database():
        return factories.make_student(full_name="Noor Haddad")


@pytest.fixture(scope="module")
def browsers(stack: Stack, student: Student, browser: Browser) -> Iterator[list[BrowserContext]]:
    """A laptop and a phone of this student, signed in."""
    contexts = []
    for _ in range(2):
        with stack.database():
            client = Client()
            client.force_login(student.user)
        context = browser.new_context(base_url=stack.url)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": stack.url}])
        contexts.append(context)
    yield contexts
    for context in contexts:
        context.close()


def test_no_word_is_lost_and_none_is_doubled(stack: Stack, student: Student, browsers: list[BrowserContext]) -> None:
    took = []
    for number, seed in enumerate(SEEDS):
        if number % len(Prompt) == 0:  # one conversation has so many notes
            devices = _devices(browsers, student, stack)
        began = time.monotonic()
        done = _run(seed, devices, Prompt.values[number % len(Prompt)], stack)
        took.append(time.monotonic() - began)
        assert done == {}, f"SEED={seed}\n{json.dumps(done, indent=1)}"
    each = sum(took) / len(took)
    print(f"\n{len(took)} schedules from SEED={SEEDS[0]}: {each:.2f} s each, {max(took):.2f} s at most")


def _devices(browsers: list[BrowserContext], student: Student, stack: Stack) -> list[Device]:
    with stack.database():
        interview = factories.make_interview(student=student)
    for context in browsers:
        for page in context.pages:
            page.close()
        context.unroute_all()
    return [
        Device(context, name, f"/interviews/{interview.pk}/meet/") for context, name in zip(browsers, "ab", strict=True)
    ]


def _run(seed: int, devices: list[Device], key: str, stack: Stack) -> dict:
    """What is wrong at the end of this schedule, and all that was done."""
    dice = Random(seed)
    for device in devices:
        device.begin(key, dice)
    acts = []
    for _ in range(STEPS):
        device, act = dice.choice(devices), dice.choices(list(ACTS), ACTS.values())[0]
        acts.append(f"{device.name} {act}")
        device.do(act)
    for device in devices:
        device.loses_answers = False
        device.back()
    wrong = _faults(devices, _settled(devices, key, stack))
    return wrong and {**wrong, "acts": acts}


def _settled(devices: list[Device], key: str, stack: Stack) -> list[tuple[str, bool]]:
    """Text and mark on the server and on both screens, as soon as they agree and nothing waits."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        unsent = [device.unsent for device in devices]
        screens = [(device.text, device.box.is_checked()) for device in devices]
        with stack.database():
            note = Note.objects.filter(key=key).last()
        texts = [(note.body, note.follow_up) if note else ("", False), *screens]
        if (unsent == [0, 0] and len(set(texts)) == 1) or time.monotonic() > deadline:
            return texts
        for device in devices:
            device.hear()
            device.page.wait_for_timeout(50)


def _faults(devices: list[Device], texts: list[tuple[str, bool]]) -> dict:
    saved = texts[0][0].split()
    wanted = sorted(word for device in devices for word in [*device.words, *device.beside])
    wrong = {
        "screens": texts if len(set(texts)) > 1 else [],
        "lost": [word for word in wanted if word not in saved],
        "doubled": sorted({word for word in saved if saved.count(word) > 1}),
        "not wanted": [word for word in saved if word not in wanted],
        "order": [d.words for d in devices if [word for word in saved if word in d.words] != d.words],
        "errors": [said for device in devices for said in device.said],
    }
    return {name: found for name, found in wrong.items() if found} and {**wrong, "saved": texts[0][0]}
