"""The morning note, judged by the mail server: one mail a person and local day, and what became of each of its rows."""

import threading
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from apps.campus.models import Campus
from apps.cohorts.models import Membership
from apps.core import clock
from apps.outbox import unanswered
from apps.outbox.delivery import Counts, deliver_due
from apps.outbox.models import Lane, Message
from apps.outbox.querysets import ClaimLost
from apps.outreach import actions as outreach
from apps.reminders import kinds, morning_note
from apps.reminders.actions import opt_out
from apps.reminders.kinds import MORNING_NOTE
from apps.reminders.models import OptOut
from apps.reminders.quiet_hours import QuietHours
from apps.reminders.reconcile import reconcile
from apps.reminders.writing import write
from apps.students.models import Student
from tests.factories import make_cohort, make_contact, make_interview, make_student
from tests.smtp_sink import DROP

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def run() -> Counts:
    return deliver_due(worker="test")


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def lupita(now: datetime) -> Student:
    """Her clock says between 08:30 and 09:30, wherever that is; her night is far away."""
    zone = next(
        zone
        for offset in range(-14, 13)
        if time(8, 30) <= now.astimezone(zone := ZoneInfo(f"Etc/GMT{offset:+}")).time() <= time(9, 30)
    )
    return make_student(
        email="lupita@campus.example",
        full_name="Lupita Ramos",
        time_zone=zone.key,
        quiet_from=time(21),
        quiet_until=time(7),
    )


def ask(student: Student, name: str, *, as_of: datetime) -> str:
    contact = make_contact(student=student, full_name=name)
    return outreach.ask(interview=make_interview(student=student, contact=contact), as_of=as_of).request_key


@pytest.fixture
def three(lupita: Student, now: datetime) -> list[str]:
    """Two follow-ups and a goal that are all due this morning: their keys, the most helpful first."""
    asked_at = now - 7 * DAY - timedelta(hours=3)
    requests = [ask(lupita, name, as_of=asked_at) for name in ("Kenji Watanabe", "Nadia Haddad")]
    due_on = now.astimezone(lupita.zone(Campus.objects.current())).date() + 14 * DAY
    make_cohort(students=[lupita], starts_on=due_on - 60 * DAY, due_on=due_on)
    Membership.objects.update(joined_at=now - 30 * DAY)
    reconcile(as_of=now)
    goal = f"goal:{Membership.objects.get().pk}:{due_on}:14"
    return [*(f"follow_up_first:{key}" for key in requests), f"cohort_goal:{goal}"]


def outcomes() -> dict[str, tuple[str, str]]:
    return {row.key: (row.state, row.reason) for row in Message.objects.filter(due_at__lte=clock.now())}


def let_lease_end() -> None:
    Message.objects.due().exclude(token=None).update(leased_until=clock.now() - timedelta(seconds=1))


def test_two_follow_ups_and_a_goal_are_one_mail(sink, lupita, three):
    assert run() == Counts(claimed=3, sent=3)

    [mail] = sink.taken
    assert (mail.to, mail.message["X-Reminder"]) == ("lupita@campus.example", ", ".join(three))
    assert mail.message["Subject"] == "Your morning note: Write to Kenji Watanabe again, and two more"
    for part in ("plain", "html"):
        words = mail.body(part)
        assert words.index("Kenji Watanabe") < words.index("Nadia Haddad") < words.index("0 of 3 conversations")
        assert "Three short things today" in words
    assert outcomes() == dict.fromkeys(three, ("sent", ""))
    assert {row.message_id for row in Message.objects.filter(state="sent")} == {mail.message_id}
    assert run() == Counts()


def test_each_row_has_its_own_outcome(sink, lupita, three, now):
    """One was answered without a word to us, and one is turned off: found out just before the note goes."""
    interview = lupita.interviews.get(contact__full_name="Kenji Watanabe")
    type(interview).objects.filter(pk=interview.pk).update(replied_at=now)
    OptOut.objects.create(user=lupita.user, group="cohort_goal")

    assert run() == Counts(claimed=3, sent=1, skipped=2)
    [mail] = sink.taken
    assert mail.message["X-Reminder"] == three[1]
    assert "One short thing today." in mail.body("plain")
    assert outcomes() == {
        three[0]: ("skipped", "replied"),
        three[1]: ("sent", ""),
        three[2]: ("skipped", "opted out"),
    }


def test_when_every_cause_is_gone_nothing_goes(sink, lupita, three):
    Student.objects.update(archived_at=clock.now())
    assert run() == Counts(claimed=3, skipped=3)
    assert sink.taken == []


class TestOneADay:
    def test_what_comes_up_later_that_day_waits_for_the_next_morning(self, sink, lupita, three, now):
        run()
        late = ask(lupita, "Rosa Delgado", as_of=now - 7 * DAY - timedelta(hours=3))

        assert run() == Counts(claimed=1, moved=1)
        assert len(sink.taken) == 1
        row = Message.objects.get(key=f"follow_up_first:{late}")
        local = row.postponed_to.astimezone(lupita.zone(Campus.objects.current()))
        assert (row.state, local.hour, local.date() - now.astimezone(local.tzinfo).date()) == ("due", 8, DAY)
        assert run() == Counts(), "and is not looked at again before"

        Message.objects.filter(state="sent").update(handed_off_at=now - DAY)
        Message.objects.due().update(postponed_to=None)
        assert run().sent == 1

    def test_of_seven_five_go_and_two_are_left_for_the_next_morning(self, sink, lupita, now):
        for number in range(7):
            ask(lupita, f"Person {number}", as_of=now - 7 * DAY - timedelta(hours=3 + 25 * (number == 6)))

        assert run() == Counts(claimed=7, sent=5, moved=2)
        [mail] = sink.taken
        assert mail.message["X-Reminder"].count("follow_up_first:") == 5
        assert "Person 6" in mail.body("plain"), "of equals the one that waited longest first"
        assert run() == Counts()
        Message.objects.due().update(postponed_to=None)
        assert run() == Counts(claimed=2, moved=2), "also when somebody looks again today"

    def test_many_of_one_kind_do_not_keep_another_out(self, lupita, three, now):
        """Ten follow-ups and a goal over three mornings: one of each kind comes before a second of any."""
        for number in range(8):
            ask(lupita, f"Person {number}", as_of=now - 7 * DAY - timedelta(hours=3))
        left = list(Message.objects.filter(due_at__lte=now).order_by("pk"))
        notes = []
        for morning in range(3):
            draft = write(left, now + morning * DAY)
            notes.append(draft.mail.headers["X-Reminder"].split(", "))
            left = [row for row in left if row.pk in draft.postponed]

        assert [len(note) for note in notes] == [5, 5, 1]
        assert notes[0][-1] == three[2], "the most helpful is still shown first"
        assert left == []

    @pytest.mark.parametrize(
        ("other", "is_free"),
        [
            ({"due_at": DAY, "resent_uncertain": 1}, True),
            ({"due_at": -DAY, "resent_uncertain": 1}, False),
            ({"state": "uncertain", "resent_uncertain": 1, "ended_at": timedelta()}, False),
            ({"state": "uncertain", "resent_uncertain": 1, "ended_at": -2 * DAY}, True),
        ],
    )
    def test_what_may_have_arrived_today_is_todays_note(self, lupita, three, now, other, is_free):
        moments = {name: now + value if isinstance(value, timedelta) else value for name, value in other.items()}
        Message.objects.filter(key=three[2]).update(message_id="<1@campus.example>", **moments)
        draft = write(list(Message.objects.filter(key__in=three[:2])), now)
        assert (draft.mail is not None) == is_free

    def test_two_workers_at_once_make_one_note(self, sink, lupita, three, monkeypatch):
        """Each has claimed a part of it; while the first writes its mail, the second takes all of it over."""
        token, found = Message.objects.claim(limit=1, lease=timedelta(minutes=2))
        mine = Message.objects.begin_attempt(found[0], token=token, lease=timedelta(minutes=2))
        assert len(mine) == 3
        assert run() == Counts(), "all of it is in one worker's hands"

        Message.objects.filter(pk=mine[2].pk).update(token=None, leased_until=None)
        assert run() == Counts(claimed=3, sent=3)
        with pytest.raises(ClaimLost):
            Message.objects.hand_off(
                pks=[row.pk for row in mine],
                token=token,
                lease=timedelta(minutes=2),
                message_id="<second@campus.example>",
                address="lupita@campus.example",
            )
        assert len(sink.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_and_many_people_get_one_note_each(sink, now):
    zone = "Etc/GMT"
    quiet = [(now + timedelta(hours=hours)).time() for hours in (11, 12)]
    for number in range(8):
        student = make_student(
            email=f"s{number}@campus.example", time_zone=zone, quiet_from=quiet[0], quiet_until=quiet[1]
        )
        for name in ("Kenji", "Nadia", "Rosa"):
            ask(student, name, as_of=now - 9 * DAY)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait(10)
        for _ in range(30):
            if not deliver_due(limit=3, worker="thread").claimed:
                break
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    run()

    assert sorted(mail.to for mail in sink.taken) == sorted(f"s{number}@campus.example" for number in range(8))
    assert set(Message.objects.filter(due_at__lte=now).values_list("state", flat=True)) == {"sent"}


class TestKilledBetweenHandOffAndAnswer:
    def test_it_goes_again_as_it_was_under_the_same_message_id(self, sink, lupita, three, now):
        sink.on("DOT", DROP, times=1)
        assert run() == Counts(claimed=3, unanswered=3)
        ask(lupita, "Rosa Delgado", as_of=now - 7 * DAY - timedelta(hours=3))
        assert run() == Counts(claimed=1, lost=1), "nothing joins a note that is under way"

        let_lease_end()
        assert unanswered.settle(as_of=now, provider_log=None).resent == 3
        Message.objects.due().update(not_before=None)
        counts = run()

        assert (counts.sent, counts.moved) == (3, 1)
        first, mail = sink.taken  # the server had taken the first one, and said nothing
        assert first.message_id == mail.message_id
        assert mail.message["X-Reminder"] == first.message["X-Reminder"] == ", ".join(three)
        assert "Rosa Delgado" not in mail.body("plain")
        sent = Message.objects.filter(state="sent")
        assert {(row.message_id, row.resent_uncertain) for row in sent} == {(mail.message_id, 1)}

    def test_a_worker_that_died_just_after_its_hand_off_leaves_one_mail(self, sink, lupita, three, now):
        lease = timedelta(minutes=2)
        token, [first, *_] = Message.objects.claim(limit=3, lease=lease)
        rows = Message.objects.begin_attempt(first, token=token, lease=lease)
        Message.objects.hand_off(
            pks=[row.pk for row in rows],
            token=token,
            lease=lease,
            message_id="<note@campus.example>",
            address="lupita@campus.example",
        )
        assert run() == Counts()

        let_lease_end()
        assert unanswered.settle(as_of=now, provider_log=None).resent == 3
        Message.objects.due().update(not_before=None)
        assert run() == Counts(claimed=3, sent=3)
        assert sink.counts == {"<note@campus.example>": 1}
        assert outcomes() == dict.fromkeys(three, ("sent", ""))

    def test_an_item_whose_cause_ends_meanwhile_may_have_arrived(self, sink, lupita, three, now):
        sink.on("DOT", DROP, times=1)
        run()
        let_lease_end()
        unanswered.settle(as_of=now, provider_log=None)
        opt_out(user=lupita.user, group="cohort_goal", as_of=now)
        Message.objects.due().update(not_before=None)

        assert run().sent == 2
        assert outcomes()[three[2]] == ("uncertain", "opted out")


class TestOneBrokenItemKeepsNoOtherFromGoing:
    def test_a_template_that_fails(self, sink, lupita, three, monkeypatch):
        def broken(cause, as_of):
            raise KeyError("words")

        monkeypatch.setattr(kinds.get("cohort_goal"), "item", broken)
        assert run() == Counts(claimed=3, sent=2, retried=1)
        assert outcomes()[three[2]] == ("due", "KeyError")

    def test_a_cause_that_cannot_be_loaded(self, sink, lupita, three, monkeypatch):
        def broken(keys, *, campus, as_of):
            raise LookupError

        monkeypatch.setattr(kinds.get("cohort_goal").cause_type, "load", broken)
        assert run() == Counts(claimed=3, sent=2, retried=1)


class TestARowThatIsOfAnotherNote:
    """Its person changed, or its kind became part of the note, after the row was written."""

    @pytest.mark.parametrize("bundle", ["", "morning:0"])
    def test_the_comparison_puts_it_right(self, lupita, three, now, bundle):
        Message.objects.filter(key=three[0]).update(bundle=bundle, lane=Lane.NOW)
        reconcile(as_of=now)
        row = Message.objects.get(key=three[0])
        assert (row.bundle, row.lane) == (f"morning:{lupita.user_id}", Lane.LATER)

    @pytest.mark.parametrize("bundle", ["", "morning:0"])
    def test_before_that_it_moves_to_its_own_note(self, sink, lupita, three, bundle):
        Message.objects.filter(key=three[0]).update(bundle=bundle)
        Message.objects.exclude(key=three[0]).update(postponed_to=clock.now() + DAY)
        assert run() == Counts(claimed=1, moved=1)
        assert run() == Counts(claimed=1, sent=1)
        assert sink.taken[0].message["X-Reminder"] == three[0]


def test_an_item_that_kills_its_worker_lets_the_others_go(sink, lupita, three, monkeypatch):
    """SystemExit stands for the kill. Once all were tried in vain each goes by itself, on a day of its own."""

    def kill(cause, as_of):
        raise SystemExit

    monkeypatch.setattr(kinds.get("cohort_goal"), "item", kill)
    for _ in range(8):
        Message.objects.due().update(not_before=None, leased_until=None)
        with suppress(SystemExit):
            run()
    assert outcomes()[three[0]] == ("sent", "")
    assert set(Message.objects.filter(key__in=three[1:]).values_list("state", flat=True)) == {"due"}
    assert max(Message.objects.values_list("attempts", flat=True)) < 10


class TestTurningItOff:
    def post(self, url: str) -> None:
        assert Client().post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200

    def test_one_click_turns_off_all_that_is_in_it(self, sink, lupita, three, now):
        run()
        header = sink.taken[0].message["List-Unsubscribe"].strip("<>")
        self.post(header.split("/", 3)[3].join(["/", ""]))

        assert [one.group for one in OptOut.objects.all()] == [MORNING_NOTE]
        key = ask(lupita, "Rosa Delgado", as_of=now - 9 * DAY)
        row = Message.objects.get(key=f"follow_up_first:{key}")
        assert (row.state, row.reason) == ("skipped", "opted out")

    def test_an_items_own_link_turns_off_its_kind(self, sink, lupita, three):
        run()
        lines = sink.taken[0].body("plain").splitlines()
        place = lines.index('Turn off "Follow-up reminders", whoever it is about:')
        self.post("/" + lines[place + 1].split("/", 3)[3])
        assert [one.group for one in OptOut.objects.all()] == ["follow_up"]

    def test_the_page_of_ones_reminders_has_a_switch_for_it(self, client, lupita, three):
        client.force_login(lupita.user)
        page = client.get("/reminders/").content.decode()
        assert "Morning note" in page


def test_the_morning_is_eight_or_the_end_of_the_quiet_hours():
    zone = ZoneInfo("America/New_York")
    for starts, ends, hour in ((time(21), time(8), 8), (time(21), time(6), 8), (time(22), time(10), 10)):
        quiet = QuietHours(zone, starts, ends)
        assert quiet.morning_of(date(2026, 10, 13)) == datetime(2026, 10, 13, hour, tzinfo=zone)
    quiet = QuietHours(zone, time(21), time(8))
    for moment, day in (((13, 7, 59), 13), ((13, 8, 0), 13), ((13, 8, 1), 14)):
        local = datetime(2026, 10, *moment, tzinfo=zone)
        assert quiet.next_morning(local) == datetime(2026, 10, day, 8, tzinfo=zone)


def test_an_item_is_two_parts_of_plain_text(tmp_path, settings):
    (tmp_path / "x.note.txt").write_text("A title\nSome words\n  go on.\n")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "OPTIONS": {}}
    ]
    item = morning_note.item("x.note.txt", {}, kinds.About(action="Do it", url="/do/"))
    assert (item.title, item.words) == ("A title", "Some words go on.")
    assert (item.action, item.url) == ("Do it", f"{settings.SITE_URL}/do/")
