"""What keeps mail from a person: what they turned off and since when, an address that takes none, an archive."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.accounts.models import Role
from apps.outbox.models import Audience, HardBounce
from apps.reminders.models import OptOut
from apps.reminders.pages.silence import NEWS_FOR, Silence, silence_of
from apps.students.loading import student_of
from tests.factories import make_student

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.mark.django_db
def test_it_is_read_in_one_query_and_comes_with_a_student(django_assert_num_queries):
    alice, charlie, gone = make_student(), make_student(), make_student(archived_at=MONDAY)
    HardBounce.objects.create(address=alice.user.email, answer="smtp 550")
    for days, group in enumerate(("notes", "thank_you")):
        OptOut.objects.create(user=charlie.user, group=group, created_at=MONDAY + timedelta(days=days))
    hers = Silence({}, takes_no_mail=True)
    his = Silence({"notes": MONDAY, "thank_you": MONDAY + timedelta(days=1)}, takes_no_mail=False)
    theirs = Silence({}, takes_no_mail=False, archived_at=MONDAY)
    for student, silence in ((alice, hers), (charlie, his), (gone, theirs)):
        with django_assert_num_queries(1):
            assert silence_of(student.user) == silence
        with django_assert_num_queries(1):
            assert student_of(student.user).silence == silence


@pytest.mark.django_db
def test_staff_who_were_a_student_once_are_not_archived():
    gone = make_student(archived_at=MONDAY)
    gone.user.role = Role.ADVISER
    gone.user.save()
    assert silence_of(gone.user).archived_at is None


def test_only_what_a_person_gets_is_said_to_be_off_and_lately_aloud():
    silence = Silence({"follow_up": MONDAY, "morning_note": MONDAY, "address_bounced": MONDAY, "gone": MONDAY}, False)
    for age, is_news in ((timedelta(), True), (NEWS_FOR, False)):
        found = silence.off(Audience.STUDENT, as_of=MONDAY + age)
        assert [(one.group.label, one.since, one.is_news) for one in found] == [
            ("Morning note", MONDAY, is_news),
            ("Follow-up reminders", MONDAY, is_news),
        ]
    assert [one.group.slug for one in silence.off(Audience.STAFF, as_of=MONDAY)] == ["address_bounced"]
