from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from apps.outbox.delivery import deliver_due
from apps.outbox.models import Audience, Message
from apps.reminders import kinds
from apps.reminders.decisions import decide
from apps.reminders.kinds import Expected, Skip, id_in, parts_of
from apps.reminders.models import OptOut


def test_a_slug_is_taken_once(causes):
    with pytest.raises(ImproperlyConfigured, match="note"):
        kinds.register(causes.kind("note", Audience.STUDENT))


@pytest.mark.parametrize(("slug", "group"), [("", ""), ("x" * 41, ""), ("x", "y" * 41)])
def test_a_slug_fits_its_column(causes, slug, group):
    with pytest.raises(ImproperlyConfigured):
        kinds.register(causes.kind(slug, Audience.STUDENT, group))
    assert kinds.get(slug) is None


def test_the_policy_for_what_nobody_answered(causes):
    again = {audience: causes.kind("x", audience).resend_when_unanswered for audience in Audience}
    assert again == {
        Audience.STUDENT: True,
        Audience.STAFF: True,
        Audience.VOLUNTEER: False,
        Audience.INVITATION: False,
        Audience.SIGN_IN: False,
        Audience.CONTACT: False,
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
        Expected(**{"due_at": timezone.now(), **wrong})


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


def test_a_type_knows_the_kinds_about_it_in_their_order(causes):
    assert [kind.slug for kind in causes.kinds] == ["note", "invite", "digest"]
    assert causes in kinds.cause_types()


def test_a_cause_that_is_gone_is_decided_by_none_of_its_kinds(causes):
    decided = decide(causes, ["gone"], {}, as_of=timezone.now())
    assert [(one.key, one.decision) for one in decided] == [
        ("note:gone", None),
        ("invite:gone", None),
        ("digest:gone", None),
    ]


class TestOfTwoAboutOneCauseWithinAnHour:
    """Only the later kind goes."""

    @pytest.fixture
    def both(self, causes, alice, future):
        def want(minutes: int, **recipient: object) -> dict[str, tuple[str, str]]:
            causes.want("a", kind="note", due_at=future, user=alice)
            causes.want(
                "a", kind="digest", due_at=future + timedelta(minutes=minutes), **(recipient or {"user": alice})
            )
            causes.refresh("a")
            return states()

        def states() -> dict[str, tuple[str, str]]:
            return {row.key: (row.state, row.reason) for row in Message.objects.all()}

        want.states = states
        return want

    @pytest.mark.parametrize("minutes", [0, 60, -60])
    def test_close_to_each_other(self, both, minutes):
        assert both(minutes) == {"note:a": ("skipped", "superseded"), "digest:a": ("due", "")}

    @pytest.mark.parametrize("minutes", [61, -61])
    def test_far_enough(self, both, minutes):
        assert both(minutes) == {"note:a": ("due", ""), "digest:a": ("due", "")}

    def test_both_overdue_would_go_at_once(self, both, causes, alice, past):
        causes.want("a", kind="note", due_at=past - timedelta(hours=5), user=alice)
        causes.want("a", kind="digest", due_at=past, user=alice)
        causes.refresh("a")
        assert both.states() == {"note:a": ("skipped", "superseded"), "digest:a": ("due", "")}

    def test_what_the_recipient_does_not_get_takes_nothings_place(self, both, causes, alice):
        both(61)
        for kind in (kinds.get("digest"),):
            kind.opt_out = "digests"
        OptOut.objects.create(user=alice, group="digests")
        assert both(0) == {"note:a": ("due", ""), "digest:a": ("skipped", "opted out")}

    def test_nor_what_went_already(self, both, causes):
        both(61)
        now = timezone.now()
        Message.objects.filter(key="digest:a").update(state="failed", reason="smtp 550", ended_at=now)
        assert both(0)["note:a"] == ("due", "")

    def test_once_the_later_kind_went_the_other_does_not_come_back(self, both, causes, sink, alice, past):
        causes.want("a", kind="note", due_at=past - timedelta(hours=5), user=alice)
        causes.want("a", kind="digest", due_at=past, user=alice)
        causes.refresh("a")
        deliver_due(worker="test")
        causes.refresh("a")
        assert both.states() == {"note:a": ("skipped", "superseded"), "digest:a": ("sent", "")}
        Message.objects.filter(key="digest:a").update(state="failed", reason="smtp 550", sent_at=None)
        causes.refresh("a")
        assert both.states()["note:a"] == ("due", "")

    def test_one_that_was_written_before_is_found_out_before_it_goes(self, both, causes, sink, alice, past):
        causes.want("a", kind="note", due_at=past, user=alice)
        causes.refresh("a")
        causes.want("a", kind="digest", due_at=past, user=alice)
        deliver_due(worker="test")
        assert both.states() == {"note:a": ("skipped", "superseded")}


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("interview:7:1", ["7", "1"]),
        ("interview:7", []),
        ("interview:7:1:2", []),
        ("request:7:1", []),
        ("interview", []),
        ("", []),
    ],
)
def test_the_parts_of_a_key_of_that_name(key: str, parts: list[str]) -> None:
    assert parts_of(key, "interview", 2) == parts


@pytest.mark.parametrize(
    ("part", "pk"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("0", 0), ("07", 0), ("-7", 0), ("٧", 0), ("x", 0), ("", 0)],
)
def test_an_id_is_one_that_a_row_can_have(part: str, pk: int) -> None:
    assert id_in(part) == pk
