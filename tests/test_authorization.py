"""The authorization matrix: every URL and method, for everybody. A URL that is missing here fails the build.

Alice is the owner, Charlie another student, Bob the adviser of Alice's cohort, Dana another adviser, Erin an
administrator, Frank Alice's coach, who looks after no cohort. A volunteer has no account: they are anonymous, and a
signed link opens only what it names.
Refused reads are 404, and to anybody not signed in everything of a person's is the way to the sign-in page (302).
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.models import User
from apps.administration.site import site
from apps.advising.models import AdviserNote, Hand
from apps.audit.actions import record_view
from apps.campus.models import FieldOfInterest
from apps.core import clock
from apps.core.not_saved.shown import Shown
from apps.core.not_saved.tokens import FIELD
from apps.core.spreadsheets import XLSX
from apps.guidance.models import (
    BankQuestionText,
    FieldText,
    MessageTemplate,
    NudgeTemplate,
    PlaceToLook,
    PrimerText,
    ReflectionQuestion,
    RungText,
)
from apps.interviews.by_link.links import token as link_token
from apps.outbox.models import HardBounce
from apps.outreach.models import Outreach
from apps.outreach.no_more_mail import no_more_mail_url
from apps.reflection.models import Reflection
from apps.reminders.pages import links
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories
from tests.authorization_matrix import ADMIN_MATRIX, MATRIX, PEOPLE


def _named(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from _named(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


ALL = sorted(set(_named(get_resolver())))
_ACTIONS = ("_changelist", "_add", "_change", "_history", "_delete")
OURS = [name for name in ALL if not name.startswith("admin:")]


def test_every_url_stands_in_the_matrix() -> None:
    assert sorted(MATRIX) == sorted(set(OURS))


def test_a_url_that_is_missing_from_the_matrix_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = MATRIX.copy()
    del missing["interviews:detail"]
    monkeypatch.setattr(f"{__name__}.MATRIX", missing)
    with pytest.raises(AssertionError):
        test_every_url_stands_in_the_matrix()


@dataclass
class World:
    """Everybody, and what the URLs name: Alice's contact, interviews, cohort and link."""

    clients: dict[str, Client]
    arguments: dict[str, dict]
    queries: dict[str, dict]

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.arguments.get(name, {}), query=self.queries.get(name))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """One for all tests of this module: whatever a request changes is rolled back, and all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    alice = factories.make_student(full_name="Alice Okafor", email="alice@campus.example")
    bob = factories.make_adviser(full_name="Bob Lindgren", email="bob@campus.example")
    cohort = factories.make_cohort(advisers=[bob], students=[alice])
    charlie = factories.make_student(full_name="Charlie Nakamura", email="charlie@campus.example")
    held = factories.make_held(alice)
    asked = {"kind": "who_do_you_know", "channel": "text", "sent_how": "copy", "sent_at": clock.now()}
    Outreach.objects.create(student=alice, contact=held.contact, **asked)
    idea = factories.make_interview(student=alice)
    unlogged = factories.make_unlogged(alice)
    reflected = factories.make_held(alice, thanked_at=clock.now(), reflected_at=clock.now())
    shared = Reflection.objects.create(interview=reflected, shared_at=clock.now())
    nudged = factories.make_nudged(alice, cohort=cohort, adviser=bob)
    note = AdviserNote.objects.create(student=alice, cohort=cohort, author=bob, text="Ask again.", token=uuid4())
    Hand.objects.create(student=alice)
    dana, erin = factories.make_adviser(), factories.make_administrator()
    factories.make_cohort(advisers=[dana], students=[charlie])
    frank = factories.make_adviser(full_name="Frank Adeyemi", email="frank@coaches.example")
    alice.memberships.update(coach=frank)
    people = dict(zip(PEOPLE[1:], [alice.user, charlie.user, bob, dana, erin, frank], strict=True))
    before = {
        name: {"pk": idea.pk}
        for name in (
            "outreach:request",
            "outreach:ask",
            "outreach:sending",
            "outreach:withdraw_sending",
            "interviews:schedule",
            "interviews:close",
            "preparation:prepare",
            "preparation:sheet",
            "preparation:research",
            "preparation:checklist",
            "preparation:questions",
            "preparation:picks",
            "preparation:starters",
            "preparation:more_people",
            "preparation:withdraw_removal",
        )
    }
    question = factories.make_question(idea)
    after = {
        name: {"pk": held.pk}
        for name in (
            "interviews:detail",
            "interviews:calendar",
            "interviews:confirm",
            "interviews:reopen",
            "interviews:withdraw_log",
            "interviews:withdraw_date",
            "interviews:notes",
            "interviews:thank_you",
            "interviews:thanked",
            "interviews:withdraw_thanks",
            "outreach:withdraw_request",
            "outreach:reply",
            "outreach:withdraw_reply",
            "preparation:meet",
            "preparation:prepared",
            "preparation:withdraw_prepared",
            "reflection:edit",
            "network:refer",
        )
    }
    token = links.opt_out_url(user=alice.user, group="thank_you").rstrip("/").rsplit("/", 1)[1]
    clients = {"anonymous": Client(), **{name: _client_of(person) for name, person in people.items()}}
    return World(
        clients,
        {
            "accounts:sign_out_device": {"name": clients["owner"].session["device"]},
            **before,
            **after,
            **{name: {"token": link_token(unlogged)} for name in OURS if "_by_link" in name},
            "interviews:plan": {"contact_pk": held.contact_id},
            **{
                f"contacts:{name}": {"pk": held.contact_id}
                for name in ("detail", "edit", "remove", "archive", "withdraw_archive", "tell_no_more")
            },
            **{name: {"pk": held.contact_id} for name in OURS if name.startswith("outreach:who_do_you_know")},
            "outreach:office_hours": {"pk": held.contact_id},
            "outreach:no_more_mail": {"token": no_more_mail_url("rosa@rivers.example").rstrip("/").rsplit("/", 1)[1]},
            "network:merge": {"pk": held.contact_id},
            **{
                f"preparation:{name}": {"pk": idea.pk, "question_pk": question.pk}
                for name in ("question", "wording", "move", "remove")
            },
            **{
                f"dashboards:{name}": {"pk": cohort.pk}
                for name in ("cohort", "export_csv", "export_xlsx", "print", "report")
            },
            "advising:read": {"pk": shared.pk},
            "advising:withdraw_read": {"pk": shared.pk},
            "dashboards:student": {"cohort_pk": cohort.pk, "pk": alice.pk},
            "advising:comment": {"pk": shared.pk},
            "dashboards:next_talk": {"cohort_pk": cohort.pk, "student_pk": alice.pk},
            "dashboards:note": {"cohort_pk": cohort.pk, "student_pk": alice.pk},
            "dashboards:remove_note": {"cohort_pk": cohort.pk, "student_pk": alice.pk, "pk": note.pk},
            "dashboards:exclusion": {"cohort_pk": cohort.pk, "student_pk": alice.pk, "pk": held.pk},
            "dashboards:withdraw_exclusion": {"cohort_pk": cohort.pk, "student_pk": alice.pk, "pk": held.pk},
            **{f"advising:{name}": {"pk": nudged.nudge_id} for name in ("nudged", "withdraw_nudge")},
            "start:names": {"source": "family"},
            "reminders:opt_out": {"token": token},
            "reminders:opt_out_shortened": {"token": token},
            "account_reset_password_from_key": {"uidb36": "1", "key": "none-such"},
        },
        {"advising:nudge": {"s": alice.pk}},
    )


def text_of(response: HttpResponse) -> str:
    """What it says: of a workbook its sheets, without the moment at which it was made."""
    if response["Content-Type"] != XLSX:
        return response.content.decode()
    with ZipFile(BytesIO(response.content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if "worksheets/" in name)


def _client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _status(world: World, person: str, method: str, url: str) -> int:
    """What this person gets; whatever it changed is rolled back."""
    client = world.clients[person]
    cookies = copy.deepcopy(client.cookies)
    # No form of ours sends another method, so a script does, and reads no page about a 405.
    headers = {} if method in ("GET", "HEAD", "POST") else {"accept": "text/plain"}
    with transaction.atomic():
        status = client.generic(method, url, headers=headers).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_everybody_gets_what_the_matrix_says(name: str, world: World) -> None:
    url = world.url(name)
    got = {method: tuple(_status(world, person, method, url) for person in PEOPLE) for method in MATRIX[name]}
    assert got == MATRIX[name]


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_no_other_method_opens_a_door(name: str, world: World) -> None:
    url = world.url(name)
    for person in PEOPLE:
        assert _status(world, person, "HEAD", url) == MATRIX[name]["GET"][PEOPLE.index(person)]
        for method in ("PUT", "PATCH", "DELETE"):
            # allauth's form views show their page to PUT; that opens nothing that GET and POST do not.
            known = {MATRIX[name][each][PEOPLE.index(person)] for each in ("GET", "POST")}
            allowed = {302, 401, 403, 404, 405} | known
            assert _status(world, person, method, url) in allowed, (person, method)


PRESSED = [
    name
    for name in sorted(MATRIX)
    if ":" in name and MATRIX[name]["POST"][0] == 302 and not name.startswith("accounts:confirm_")  # steps of sign-in
]


# Fields to write in, as Django writes them.
_TO_WRITE_IN = re.compile(r'<(?:textarea|input type="(?:text|email|url|tel|number)")[^>]*? name="([^"]+)"')


@pytest.fixture(scope="module")
def forms(world: World) -> dict[str, tuple[str, dict[str, str]]]:
    """By the address that a form is sent to: the page where it stands, and what it sends with words in every field."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    with transaction.atomic():
        for name, said in MATRIX.items():
            reader = next((person for person in PEOPLE[1:] if said["GET"][PEOPLE.index(person)] == 200), None)
            if ":" not in name or reader is None:
                continue
            url = world.url(name)
            page = text_of(world.clients[reader].get(url))
            to_write_in = set(_TO_WRITE_IN.findall(page)) - {"code"}  # never kept
            for form in Shown(page, url).forms:
                written = dict.fromkeys({field for field, _ in form.holds} & to_write_in, "Words of mine")
                if form.is_post and written:
                    found[form.address] = (url, dict(form.holds) | written)
        transaction.set_rollback(True)
    return found


def test_forms_of_many_pages_are_pressed(forms: dict[str, tuple[str, dict[str, str]]], world: World) -> None:
    assert {world.url("dashboards:exclusion"), world.url("interviews:log")} <= set(forms)


@pytest.mark.parametrize("name", PRESSED)
def test_a_press_after_the_session_ended_leads_back_and_says_so(
    name: str, world: World, forms: dict[str, tuple[str, dict[str, str]]]
) -> None:
    """Under every button and form, for whoever may press it. Words are in their own field again."""
    who = next((person for person in PEOPLE[1:] if _pressed(MATRIX[name], person) < 400), "owner")
    stood, sent = forms.get(world.url(name), ("", {}))
    page = _leads_back(world, who, world.url(name), sent or {"some_words": "Words of mine"}, stood=stood)
    if sent:
        assert {item for item in sent.items() if item[1] == "Words of mine"} <= Shown(page, stood).holds
        assert "What you typed" not in page
    else:
        assert "<dd>Words of mine</dd>" in page


def _pressed(said: dict[str, tuple[int, ...]], person: str) -> int:
    status = said["POST"][PEOPLE.index(person)]
    return 200 if status == 422 else status


def _leads_back(world: World, who: str, url: str, sent: dict[str, str], *, stood: str = "") -> str:
    """The page after it."""
    person = User.objects.get(pk=world.clients[who].session["_auth_user_id"])
    cache.delete(f"not-saved-by:{person.pk}")
    browser = Client()
    browser.force_login(person)
    token = browser.get("/accounts/settings/").context["request"]._form_token
    browser.logout()
    with transaction.atomic():
        answer = browser.post(url, {**sent, FIELD: token}, headers={"referer": f"http://testserver{stood}"})
        assert answer.status_code == 302
        sign_in = urlsplit(answer["Location"])
        assert sign_in.path == "/accounts/login/"
        assert "that was not saved" in browser.get(answer["Location"]).content.decode()
        browser.force_login(person)
        page = browser.get(parse_qs(sign_in.query)["next"][0], follow=True)
        assert page.status_code == 200
        assert "That was not saved." in page.content.decode()
        transaction.set_rollback(True)
    return page.content.decode()


def _autocompletes() -> Iterator[str]:
    """What can be searched for in the forms of the administration: `model.field`, one door each."""
    for one in site._registry.values():
        for each in (one, *one.inlines):
            for field in each.autocomplete_fields:
                yield f"{each.model._meta.label_lower}.{field}"


def test_every_page_of_the_administration_stands_in_its_matrix() -> None:
    pages = [name.removeprefix("admin:") for name in ALL if name.startswith("admin:")]
    assert sorted(ADMIN_MATRIX) == sorted({*pages, *(f"autocomplete:{field}" for field in _autocompletes())})


@pytest.fixture(scope="module")
def administration(world: World) -> World:
    """The same world, with a row of everything that the administration shows."""
    alice, bob = Student.objects.get(user__email="alice@campus.example"), User.objects.get(email="bob@campus.example")
    soon = clock.now() + timedelta(hours=1)
    factories.make_reminder(kind="how_did_it_go", cause_key="interview:1:1", user=alice.user, due_at=soon)
    HardBounce.objects.create(address=alice.user.email, answer="550")
    record_view(actor=bob, page="dashboards:student", student_ids=[alice.pk])
    Volunteer.objects.create(full_name="Vera Lund", email="vera@volunteers.example")
    ReflectionQuestion.objects.create(text="What surprised you?")
    PrimerText.objects.create(text="Ask.")
    RungText.objects.create(key="family", question="Who?", lede="Someone.", example="Jo")
    PlaceToLook.objects.create(label="The diner", text="Sit at the counter.", rungs=["chance"])
    BankQuestionText.objects.create(text="What keeps you up?", theme="life")
    FieldText.objects.create(name="Hydrology", titles=["Hydrologist"])
    MessageTemplate.objects.create(name="Short", kind="conversation", channel="text", body="Hi {greeting}")
    NudgeTemplate.objects.create(name="Short", body="Hi {first name}")
    FieldOfInterest.objects.create(name="Hydrology")
    return world


def _address(page: str) -> str:
    """Where this page is, for the first row of its model if it is about one."""
    name, _, field = page.partition(":")
    if field:
        app_label, model_name, field_name = field.split(".")
        query = urlencode({"app_label": app_label, "model_name": model_name, "field_name": field_name})
        return f"{reverse('admin:autocomplete')}?{query}"
    model = next((each for each in site._registry if _pages_of(each).match(page)), None)
    if model and page.endswith(_ACTIONS[2:]):
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"{model}: the fixture `administration` needs a row of it"
        return reverse(f"admin:{page}", args=(row.pk,))
    if page == "None":  # the pattern without a name takes what no other takes
        return "/admin/no-such-page/"
    if page == "view_on_site":
        person = User.objects.order_by("pk").first()
        return reverse("admin:view_on_site", args=(ContentType.objects.get_for_model(User).pk, person.pk))
    return reverse(f"admin:{page}", kwargs={"app_label": "cohorts"} if page == "app_list" else None)


def _pages_of(model: type[Model]) -> re.Pattern[str]:
    return re.compile(rf"{model._meta.app_label}_{model._meta.model_name}_[a-z]+$")


@pytest.mark.parametrize("name", sorted(ADMIN_MATRIX))
def test_everybody_gets_from_the_administration_what_its_matrix_says(name: str, administration: World) -> None:
    url, said = _address(name), ADMIN_MATRIX[name]
    got = {method: tuple(_status(administration, person, method, url) for person in PEOPLE) for method in said}
    assert got == said
    for person in ("adviser", "administrator"):
        known = {got[method][PEOPLE.index(person)] for method in said}
        for method in ("HEAD", "PUT", "DELETE"):
            # Django's administration shows its page to methods it does not know: no more than GET and POST do.
            status = _status(administration, person, method, url)
            assert status in {302, 403, 404, 405} | known, (person, method)


_ADMINISTRATOR = PEOPLE.index("administrator")
FORMS = [
    name
    for name, said in sorted(ADMIN_MATRIX.items())
    if said["POST"][_ADMINISTRATOR] in (200, 422) and name != "logout"
]


@pytest.mark.parametrize("name", FORMS)
def test_a_press_in_the_administration_leads_back_too(name: str, administration: World) -> None:
    page = _leads_back(administration, "administrator", _address(name), {"some_words": "Words of mine"})
    assert "<dd>Words of mine</dd>" in page
