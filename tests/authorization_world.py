"""Everybody whom the authorization matrix asks, and a row of all that an address names."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.models import User
from apps.administration.imports.checked import Checked
from apps.administration.invitations.links import token as invitation_token
from apps.administration.joining.links import token as joining_token
from apps.administration.models import Import, Invitation
from apps.administration.site import site
from apps.advising.models import AdviserNote, Hand
from apps.audit.actions import record_view
from apps.campus.models import FieldOfInterest
from apps.core import clock
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
from apps.privacy.models import Deletion, Download
from apps.reflection.models import Reflection
from apps.reminders.pages import links
from apps.students.models import Student
from apps.volunteers.models import Volunteer
from tests import factories
from tests.authorization_matrix import PEOPLE


def _named(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        else:
            yield from _named(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


ALL = sorted(set(_named(get_resolver())))
_ACTIONS = ("_changelist", "_add", "_change", "_history", "_delete")
OURS = [name for name in ALL if not name.startswith("admin:")]
_OF_A_VOLUNTEER = (
    "volunteer",
    "pause_volunteer",
    "withdraw_pause_volunteer",
    "leave_volunteers",
    "withdraw_leave_volunteers",
)
_OF_AN_IMPORT = ("cancel_import", "run_import", "import_rows")


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
    """One for all tests of a module: whatever a request changes is rolled back, and all of it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _world()
        transaction.set_rollback(True)


def _world() -> World:
    alice = factories.make_student(full_name="Alice Okafor", email="alice@campus.example")
    bob = factories.make_adviser(full_name="Bob Lindgren", email="bob@campus.example")
    cohort = factories.make_cohort(advisers=[bob], students=[alice], join_code="K7QM3XPD")
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
    file = Download.objects.create(student=alice, requested_at=clock.now(), made_at=clock.now(), content=b"PK")
    deletion = Deletion.objects.create(student=alice, asked_at=clock.now())
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
    volunteer = Volunteer.objects.create(full_name="Vito Sand", email="vito@volunteers.example")
    imported = Import.objects.create(
        kind="students",
        state=Import.State.CHECKED,
        started_by=erin,
        file_name="fall.csv",
        checked=asdict(Checked()),
    )
    token = links.opt_out_url(user=alice.user, group="thank_you").rstrip("/").rsplit("/", 1)[1]
    invitation = Invitation.objects.create(user=alice.user)  # used: whoever it is for signs in below
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
            **{
                f"administration:{name}": {"pk": cohort.pk}
                for name in (
                    *("cohort", "copy_cohort", "archive_cohort", "withdraw_archive_cohort", "add_adviser", "invite"),
                    *("slide", "join_code", "coaches"),
                )
            },
            "administration:remove_adviser": {"pk": cohort.pk},
            "administration:join_with": {"code": cohort.join_code},
            "administration:joining": {"token": joining_token(cohort, charlie.user.email)},
            "privacy:download": {"pk": file.pk},
            "administration:deletion": {"pk": deletion.pk},
            **{f"administration:{name}": {"pk": imported.pk} for name in ("import", *_OF_AN_IMPORT)},
            **{f"administration:{name}": {"pk": volunteer.pk} for name in _OF_A_VOLUNTEER},
            "reminders:opt_out": {"token": token},
            "reminders:opt_out_shortened": {"token": token},
            **{f"administration:{name}": {"digest": "none-such"} for name in ("accent", "logo")},
            "administration:term": {"pk": cohort.term_id},
            **{
                f"administration:{name}": {"token": invitation_token(invitation)}
                for name in ("accept", "accept_shortened")
            },
            "administration:invite_members": {"pk": cohort.pk},
            "administration:student": {"pk": alice.pk},
            **{
                f"administration:{name}": {"pk": alice.pk, "cohort_pk": cohort.pk}
                for name in ("leave_cohort", "withdraw_leave_cohort")
            },
            **{
                f"administration:{name}": {"pk": bob.pk}
                for name in (
                    "person",
                    "deactivate",
                    "withdraw_deactivate",
                    "remove_second_factor",
                    "invite_person",
                    "hand_over",
                )
            },
            "account_reset_password_from_key": {"uidb36": "1", "key": "none-such"},
        },
        {
            "advising:nudge": {"s": alice.pk},
            "administration:move_students": {"s": alice.pk},
            "administration:withdraw_move_students": {"s": alice.pk, "to": cohort.pk},
        },
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


def address_of(page: str) -> str:
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
