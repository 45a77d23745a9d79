from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from apps.reminders import kinds
from apps.reminders.kinds import Audience, Expected, Skip


def test_a_slug_is_taken_once(causes):
    with pytest.raises(ImproperlyConfigured, match="note"):
        kinds.register(causes.kind("note", Audience.STUDENT))


@pytest.mark.parametrize(("slug", "group"), [("", None), ("x" * 41, None), ("x", "y" * 41)])
def test_a_slug_fits_its_column(causes, slug, group):
    with pytest.raises(ImproperlyConfigured):
        kinds.register(causes.kind(slug, Audience.STUDENT, group))
    assert kinds.get(slug) is None


def test_the_policy_for_what_nobody_answered(causes):
    again = {audience: causes.kind("x", audience).resend_when_uncertain for audience in Audience}
    assert again == {
        Audience.STUDENT: True,
        Audience.STAFF: True,
        Audience.VOLUNTEER: False,
        Audience.INVITATION: False,
    }


def test_kinds_that_are_turned_off_together_make_one_group(causes):
    second = causes.kind("second note", Audience.STUDENT, "notes")
    kinds.register(second)
    try:
        assert kinds.group("notes").label == "The note · The second note"
        assert "notes" in [group.slug for group in kinds.groups_for(Audience.STUDENT)]
        assert "notes" not in [group.slug for group in kinds.groups_for(Audience.STAFF)]
    finally:
        kinds.unregister("second note")


def test_a_group_whose_kinds_are_gone_has_no_label():
    assert kinds.group("retired").label == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_id": 1, "address": "x@example.org"},
        {},
        {"user_id": 1, "due_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - the missing zone is the point
        {"user_id": 1, "due_at": datetime(9999, 12, 31, tzinfo=UTC)},
    ],
)
def test_expected_names_one_recipient_and_a_moment_that_can_be_meant(wrong):
    with pytest.raises(ValueError, match="one of the two|time zone|too far"):
        Expected(**{"cause_key": "a", "due_at": timezone.now(), **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "x" * 61},
        {"reason": "superseded", "record": True},
        {"reason": "superseded", "record": True, "user_id": 1},
        {
            "reason": "superseded",
            "record": True,
            "user_id": 1,
            "address": "x@example.org",
            "due_at": timezone.now(),
        },
    ],
)
def test_a_skip_says_why_and_on_record_to_whom_and_when(wrong):
    with pytest.raises(ValueError, match="says why|names its recipient"):
        Skip(**wrong)


def test_an_answer_about_another_cause_is_refused(causes, past):
    causes.answers["note", "a"] = Expected(cause_key="b", due_at=past + timedelta(hours=1), user_id=1)
    with pytest.raises(ValueError, match="another cause"):
        kinds.get("note").for_cause("a", timezone.now())


def test_a_cause_that_is_gone_has_no_answer(causes):
    assert kinds.get("note").for_cause("gone", timezone.now()) is None
