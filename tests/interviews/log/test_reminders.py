"""How did it go: asked of what nobody logged, until the time to say thank you is over."""

from apps.reminders import kinds
from apps.reminders.kinds import Expected, Skip
from apps.students.models import Student
from tests.interviews.moments import decide, scheduled


def test_nobody_logged_it_and_the_mark_is_past(alice: Student) -> None:
    interview = scheduled(alice)
    for kind in ("how_did_it_go", "thank_you_last_call"):
        assert isinstance(decide(kind, interview.cause_key, "14 16:29"), Expected)
        assert decide(kind, interview.cause_key, "14 16:30") == Skip("after the mark")


def test_its_group_has_its_own_name() -> None:
    assert kinds.group("how_did_it_go").label == "How did it go?"
