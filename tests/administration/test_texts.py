"""The texts of the program, as an administrator changes them, brings them back, and adds others."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from apps.guidance import program
from apps.guidance.models import (
    BankQuestionText,
    Content,
    FieldText,
    MessageTemplate,
    NudgeTemplate,
    PlaceToLook,
    PrimerText,
    RungText,
)
from tests.administration.pages import errors, queries, said

pytestmark = pytest.mark.django_db

PLACE = {"label": "The diner", "text": "Sit at the counter.", "icon": "search", "rungs": ["chance"], "_save": "Save"}
MODELS = [BankQuestionText, FieldText, MessageTemplate, NudgeTemplate, PlaceToLook, PrimerText, RungText]


def page(model: type[Content], name: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:guidance_{model._meta.model_name}_{name}", args=args)


def shown_by(form: Any) -> dict[str, Any]:
    """What this page's form sends when nothing is typed."""
    bound = form.context["adminform"].form
    values = {name: bound[name].field.prepare_value(bound[name].value()) for name in bound.fields}
    return {name: value for name, value in values.items() if value not in (None, False)} | {"_save": "Save"}


@pytest.mark.parametrize("model", MODELS)
def test_a_shipped_text_is_changed_and_brought_back(office: Client, model: type[Content]) -> None:
    listed = office.get(page(model))
    first = listed.context["cl"].result_list[0]
    assert {row.state for row in listed.context["cl"].result_list} == {"As shipped"}
    address = f"{page(model, 'add')}?key={first.key}"
    assert address.replace("&", "&amp;") in listed.text
    form = office.get(address)
    assert form.status_code == 200
    assert "Save and add another" not in form.text
    saved = office.post(address, shown_by(form))
    assert (saved.status_code, saved.headers["Location"]) == (302, page(model))
    row = model._default_manager.get()
    assert (row.key, row.entry) == (first.key, first.entry), "saved as it was shown"
    assert office.get(address).headers["Location"] == page(model, "change", row.pk)

    changed = office.get(page(model, "change", row.pk))
    assert "Back to the shipped text" in changed.text
    assert "The shipped text" in changed.text
    assert ">Delete<" not in changed.text
    asked = office.get(page(model, "delete", row.pk))
    assert f"{model.readers} read the shipped one again" in asked.text
    gone = office.post(page(model, "delete", row.pk), {"post": "yes"}, follow=True)
    assert said(gone) == [f"“{row}” is gone. {model.readers.capitalize()} read the shipped text again."]
    assert not model._default_manager.exists()
    assert LogEntry.objects.count() == 2


def test_a_place_of_ones_own_is_added_left_out_and_deleted(office: Client) -> None:
    assert office.post(page(PlaceToLook, "add"), PLACE).status_code == 302
    row = PlaceToLook.objects.get()
    assert row in office.get(page(PlaceToLook)).context["cl"].result_list
    assert program.places(rung="chance")[-1].label == "The diner"
    form = office.get(page(PlaceToLook, "change", row.pk))
    assert "Back to the shipped text" not in form.text
    office.post(page(PlaceToLook, "change", row.pk), {**PLACE, "hidden": "on"})
    assert program.places(rung="chance")[-1].label != "The diner"
    gone = office.post(page(PlaceToLook, "delete", row.pk), {"post": "yes"}, follow=True)
    assert "was deleted" in said(gone)[-1]


def test_a_question_of_ones_own_joins_the_bank_and_one_that_is_in_it_is_refused(office: Client) -> None:
    sent = {"text": "What keeps you up at night?", "theme": "life", "suits": ["senior"], "_save": "Save"}
    assert office.post(page(BankQuestionText, "add"), sent).status_code == 302
    own = program.bank()[-1]
    assert (own.text, own.theme, own.suits, own.starter) == (sent["text"], "life", ("senior",), False)
    again = office.post(page(BankQuestionText, "add"), sent)
    assert errors(again) == {"__all__": ["This question is in the bank already."]}
    shipped = office.post(
        page(BankQuestionText, "add"), {**sent, "text": "what do YOU wish you had\nknown before you started? "}
    )
    assert errors(shipped) == {"text": ["This question is in the bank already. Open it from the list."]}
    mistaken = office.post(page(BankQuestionText, "add"), {**sent, "text": "", "theme": "moon", "suits": ["moon"]})
    assert list(errors(mistaken)) == ["text", "theme", "suits"]
    assert BankQuestionText.objects.count() == 1


def test_what_a_question_was_shipped_with_stands_beside_the_changed_one(office: Client) -> None:
    starter = program.bank()[0]
    BankQuestionText.objects.create(key=starter.key, text="Where did you begin?", theme="advice", suits=["family"])
    beside = office.get(page(BankQuestionText, "change", BankQuestionText.objects.get().pk)).text
    for line in (starter.text, "Their path", "<strong>In the starter set</strong><br>Yes"):
        assert line in beside
    assert "family and friends" in office.get(page(BankQuestionText)).text


def test_a_double_click_makes_one_place(office: Client) -> None:
    office.post(page(PlaceToLook, "add"), PLACE)
    again = office.post(page(PlaceToLook, "add"), PLACE)
    assert errors(again) == {"__all__": ["There is a place with this label and text already."]}
    assert PlaceToLook.objects.count() == 1


def test_whoever_changes_a_shipped_text_second_is_told_of_the_first(office: Client) -> None:
    address = f"{page(RungText, 'add')}?key=family"
    sent = shown_by(office.get(address))
    office.post(address, {**sent, "question": "Theirs?"})
    again = office.post(address, {**sent, "question": "Mine?"})
    assert errors(again) == {"__all__": ["Someone has changed this text meanwhile. Open it from the list again."]}
    assert "Mine?" in again.text
    assert program.rung("family").question == "Theirs?"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"label": "{name}"}, "label"),
        ({"text": "Go there {"}, "text"),
        ({"rungs": []}, "rungs"),
        ({"rungs": ["moon"]}, "rungs"),
        ({"icon": "moon"}, "icon"),
        ({"label": "A\x00"}, "label"),
        ({"key": "moon"}, "key"),
        ({"label": ""}, "label"),
    ],
)
def test_a_mistake_stands_beside_its_field(office: Client, changes: dict[str, Any], field: str) -> None:
    refused = office.post(page(PlaceToLook, "add"), {**PLACE, **changes})
    assert list(errors(refused)) == [field]
    assert "Sit at the counter." in refused.text or field == "text"
    assert not PlaceToLook.objects.exists()


def test_an_unknown_placeholder_is_named_beside_the_message(office: Client) -> None:
    sent = {"name": "Ours", "kind": "conversation", "channel": "text", "body": "Dear {first_name}", "_save": "Save"}
    refused = office.post(page(MessageTemplate, "add"), sent)
    (said,) = errors(refused)["body"]
    assert said.startswith("Acquaint can’t fill {first_name}. Here it knows {greeting}, {my_name}, ")
    assert office.post(page(MessageTemplate, "add"), {**sent, "body": "Dear {greeting}"}).status_code == 302


def test_lines_are_kept_one_by_one(office: Client) -> None:
    sent = {"name": "Lighthouses", "titles": " Keeper \n\n\nPilot\r\n", "neighbor_lines": "Education", "_save": "Save"}
    refused = office.post(page(FieldText, "add"), sent)
    assert errors(refused) == {"neighbor_lines": ["Write the field, a colon, and why. “Education” lacks one of them."]}
    long = office.post(page(FieldText, "add"), {**sent, "neighbor_lines": "", "titles": "x" * 81})
    assert errors(long)["titles"][0].startswith("Use at most 80 characters a line.")
    assert office.post(page(FieldText, "add"), {**sent, "neighbor_lines": ""}).status_code == 302
    assert FieldText.objects.get().titles == ["Keeper", "Pilot"]


def test_nobody_adds_a_rung(office: Client) -> None:
    assert office.get(page(RungText, "add")).status_code == 403
    assert page(RungText, "add") + '"' not in office.get(page(RungText)).text
    sent = {"question": "Who?", "lede": "Someone.", "example": "Jo", "_save": "Save"}
    assert errors(office.post(f"{page(RungText, 'add')}?key=family", sent)) == {"key": ["Fill this in."]}


def test_a_text_that_is_not_there_is_not_found(office: Client) -> None:
    assert office.get(f"{page(PlaceToLook, 'add')}?key=moon").status_code == 404
    assert office.post(f"{page(PlaceToLook, 'add')}?key=moon", PLACE).status_code == 404


@pytest.mark.parametrize(
    ("model", "asked", "found"),
    [
        (PlaceToLook, "q=CAREERS+toolbox", ["SPS Careers Toolbox"]),
        (PlaceToLook, "at=pay&q=handbook", ["Occupational Outlook Handbook"]),
        (PlaceToLook, "q=yearbook+school+teachers", ["Your yearbook"]),
        (PlaceToLook, "state=own", []),
        (PlaceToLook, "at=moon", []),
        (MessageTemplate, "kind=office_hours&channel=email", ["Office hours"]),
        (
            BankQuestionText,
            "theme=organization&suits=family",
            ["If you ran the place where you work for a week, what would you change?"],
        ),
        (BankQuestionText, "q=more+people+MAY", ["Who else should I talk to, and may I use your name?"]),
        (
            BankQuestionText,
            "theme=life&q=years+experience",
            ["What has this career given you outside of work, and what has it cost you?"],
        ),
        (BankQuestionText, "q=yes", []),
        (RungText, "q=cousin", ["Does anyone in your family have a job you’re curious about?"]),
    ],
)
def test_a_list_is_searched_and_filtered(office: Client, model: type[Content], asked: str, found: list[str]) -> None:
    listed = office.get(f"{page(model)}?{asked}").context["cl"].result_list
    assert [str(row) for row in listed] == found


def test_a_list_asks_as_often_whatever_was_changed(office: Client) -> None:
    queries(office, page(PlaceToLook))
    before = queries(office, page(PlaceToLook))
    for n in range(3):
        PlaceToLook.objects.create(label=f"Place {n}", text="Look.", rungs=["family"])
    assert queries(office, page(PlaceToLook)) == before <= 12
