"""The content as pages read it: as shipped, as the program changed it, and its own."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.campus.models import Campus
from apps.guidance import program
from apps.guidance.content.entries import Channel, MessageKind
from apps.guidance.models import (
    BankQuestionText,
    FieldText,
    MessageTemplate,
    NudgeTemplate,
    PlaceToLook,
    PrimerText,
    RungText,
)
from apps.guidance.program import Figures

pytestmark = pytest.mark.django_db


def test_a_changed_text_stands_in_its_place_until_its_row_is_gone() -> None:
    before = program.rungs()
    row = RungText.objects.create(key="friends", question="Who?", lede="Someone.", example="Jo")
    assert program.rung("friends").question == "Who?"
    assert [one.key for one in program.rungs()] == [one.key for one in before]
    row.delete()
    assert program.rungs() == before


def test_an_own_place_comes_last_and_one_left_out_does_not_come() -> None:
    keys = [one.key for one in program.places(rung="chance")]
    PlaceToLook.objects.create(key="your-week", label="Your week", text="Which?", rungs=["chance"], hidden=True)
    own = PlaceToLook.objects.create(label="The diner", text="Sit at the counter.", rungs=["chance", "neighbors"])
    found = program.places(rung="chance")
    assert [one.key for one in found] == [*(key for key in keys if key != "your-week"), f"own-{own.pk}"]
    assert found[-1].label == "The diner"
    assert {one.state for one in program.rows(PlaceToLook)} == {"As shipped", "Left out", "Own"}


def test_a_text_that_is_no_longer_shipped_becomes_the_programs_own() -> None:
    PrimerText.objects.create(key="of-former-times", title="Then", text="Long ago.")
    assert program.primer(campus="Fairhaven")[-1].title == "Then"


def test_the_place_of_job_titles_is_there_for_whoever_has_a_major() -> None:
    assert "titles-for-major" not in {one.key for one in program.places(rung="family", major="Undeclared")}
    found = {one.key: one for one in program.places(rung="family", major="environmental science")}
    titles = found["titles-for-major"]
    assert titles.label == "Job titles for environmental science"
    assert titles.text == "Surveyor, park ranger, lab technician, permit officer. One may remind you of a person."


def test_the_bank_is_as_the_program_has_it() -> None:
    first, *others = program.bank()
    BankQuestionText.objects.create(key=first.key, text="Where did you begin?", theme="path", starter=True)
    BankQuestionText.objects.create(key=others[0].key, text=others[0].text, theme="path", hidden=True)
    own = BankQuestionText.objects.create(text="What keeps you up at night?", theme="life", suits=["senior"])
    found = program.bank()
    assert [one.key for one in found] == [first.key, *(one.key for one in others[1:]), f"own-{own.pk}"]
    assert (found[0].text, found[-1].suits) == ("Where did you begin?", ("senior",))


def test_a_nudge_is_as_the_program_has_it() -> None:
    first = program.nudges()[0]
    NudgeTemplate.objects.create(key=first.key, name=first.name, subject="Here I am", body="Hi {first name}")
    own = NudgeTemplate.objects.create(name="Ours", body="Hi {first name}")
    found = program.nudges()
    assert (found[0].key, found[0].subject) == (first.key, "Here I am")
    assert found[-1].key == f"own-{own.pk}"


def test_facts_are_looked_up_by_their_slot() -> None:
    assert {"handbook-pay", "salary-finder"} == {one.key for one in program.places_by_slot()["pay"]}


@pytest.mark.parametrize(
    ("major", "first"),
    [
        ("Environmental Science", "Environment and agriculture"),
        ("Environmental Engineering", "Engineering"),
        ("NURSING (BSN)", "Health care"),
        ("Biology Education", "Education"),
        ("International Business", "Business and marketing"),
        ("Artificial Intelligence", "Computing and data"),
        ("Psychology/Spanish", "Education"),
        ("Undeclared", None),
        ("  ", None),
    ],
)
def test_a_major_leads_to_a_field(major: str, first: str | None) -> None:
    assert next((one.name for one in program.fields_for_major(major)), None) == first
    assert bool(program.titles_for_major(major)) == bool(first)


def test_a_field_is_called_by_the_name_that_the_campus_uses() -> None:
    FieldText.objects.create(name="Lighthouses", titles=["Keeper"], neighbor_lines=["Education: tours: many."])
    own = program.fields()[-1]
    assert own.is_called("lighthouses ")
    assert (own.titles, own.neighbors) == (("Keeper",), (("Education", "tours: many."),))


def test_the_messages_that_suit_the_source_come_first() -> None:
    found = program.templates(kind=MessageKind.CONVERSATION, channel=Channel.TEXT, source="referral")
    assert [one.key for one in found[:2]] == ["warm-introduction-text", "volunteer-text"]
    assert len(found) == 7
    assert [one.key for one in program.templates(kind="office_hours", channel="email")] == ["office-hours-email"]


def test_the_primer_has_figures_only_of_five_or_more() -> None:
    def said(*figures: int) -> list[str]:
        keys = [one.key for one in program.primer(campus="Fairhaven", figures=Figures(*figures))]
        return [key for key in keys if key.startswith("figures")]

    assert said(61, 38, 26, 21) == ["figures", "figures-introduced"]
    assert said(4, 4, 4, 4) == []
    assert said(8, 5, 4, 4) == ["figures"]
    assert said(8, 5, 5, 4) == ["figures"]  # the other three would be known
    assert said(5, 5, 5, 5) == ["figures", "figures-introduced"]
    texts = [one.text for one in program.primer(campus="Fairhaven", figures=Figures(61, 38, 26, 21))]
    assert "Of 61 people that students at Fairhaven asked last term, 38 said yes." in texts
    assert not [one for one in program.primer(campus="Fairhaven") if one.key.startswith("figures")]


def test_one_question_whatever_was_changed() -> None:
    for n in range(3):
        PlaceToLook.objects.create(label=f"Place {n}", text="Look.", rungs=["family"])
    with CaptureQueriesContext(connection) as asked:
        program.places(rung="family")
        program.primer(campus="Fairhaven")
        program.rung("family")
        program.templates(kind="conversation", channel="email")
        program.bank()
        program.nudges()
    assert len(asked) == 6


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (PlaceToLook(label="{name}", text="Look.", rungs=["family"]), "label"),
        (PlaceToLook(label="Here", text="Look.", url="javascript:alert(1)", rungs=["family"]), "url"),
        (PlaceToLook(label="Here", text="Look."), "rungs"),
        (PrimerText(text="You are {greeting}."), "text"),
        (FieldText(name="Health Care", titles=["Nurse"]), "name"),
        (BankQuestionText(text="who else should I talk to, and may I use your name?", theme="life"), "text"),
        (BankQuestionText(text="How?", theme="moon"), "theme"),
        (FieldText(name="Lighthouses", titles=["Keeper"], neighbor_lines=["Education"]), "neighbor_lines"),
        (MessageTemplate(name="A", kind="conversation", channel="email", body="Hi"), "subject"),
        (MessageTemplate(name="A", kind="conversation", channel="text", subject="Hi", body="Hi"), "subject"),
        (MessageTemplate(name="A", kind="conversation", channel="text", body="word " * 61), "body"),
        (MessageTemplate(name="A", kind="conversation", channel="linkedin", body="x" * 201), "body"),
        (MessageTemplate(name="A", kind="conversation", channel="text", body="Dear {first_name},"), "body"),
        (NudgeTemplate(name="A", subject="{{ request }}", body="Hi {first name}"), "subject"),
        (NudgeTemplate(name="A", subject="Hi", body="Hi {first_name}"), "body"),
    ],
)
def test_a_row_that_no_page_could_show_is_refused(row: PlaceToLook, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_a_template_keeps_to_the_limit_that_the_program_set() -> None:
    text = MessageTemplate(name="A", kind="conversation", channel="text", body="word " * 61)
    Campus.objects.update(outreach_text_words=61)
    text.full_clean()
    Campus.objects.update(outreach_text_words=60)
    with pytest.raises(ValidationError, match="Use at most 60 words"):
        text.full_clean()
