"""What advisers did for one student, and what the student called for: everything that stands on their timeline beside
their interviews.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from apps.accounts.models import User
from apps.advising.reasons import HandUp
from apps.cohorts.models import Membership

# Talks and nudges are dates, as whoever sees the student's progress sees them; another adviser's words are theirs. A
# call for help that was taken back is shared no more.
_DONE = """
SELECT 'talk' AS what, t.id AS pk, t.created_at AS at, t.day, t.adviser_id AS by_id, u.display_name AS by_name,
       '' AS text, NULL::bigint AS about, false AS is_up
  FROM advising_talk t JOIN accounts_user u ON u.id = t.adviser_id
 WHERE t.student_id = %(student)s
UNION ALL
SELECT 'nudge', d.id, d.leaves_at, NULL, n.adviser_id, u.display_name,
       CASE WHEN n.adviser_id = %(reader)s THEN n.subject ELSE '' END, n.id, false
  FROM advising_nudged d JOIN advising_nudge n ON n.id = d.nudge_id JOIN accounts_user u ON u.id = n.adviser_id
 WHERE d.student_id = %(student)s AND d.stopped_at IS NULL
UNION ALL
SELECT 'hand', h.id, h.raised_at, NULL, NULL, '', h.step, NULL, h.talk_id IS NULL AND h.nudged_id IS NULL
  FROM advising_hand h
 WHERE h.student_id = %(student)s AND %(sees_hands)s AND h.taken_back_at IS NULL
UNION ALL
SELECT 'comment', c.id, c.created_at, NULL, c.author_id, u.display_name,
       CASE WHEN r.shared_at IS NOT NULL AND i.reflected_at IS NOT NULL THEN c.text ELSE '' END, i.id, false
  FROM interviews_interview i
  JOIN reflection_reflection r ON r.interview_id = i.id
  JOIN advising_reflectioncomment c ON c.reflection_id = r.id
  JOIN accounts_user u ON u.id = c.author_id
 WHERE i.student_id = %(student)s AND %(is_shared)s
UNION ALL
SELECT 'read', d.id, d.read_at, NULL, d.adviser_id, '', '', i.id, false
  FROM interviews_interview i
  JOIN reflection_reflection r ON r.interview_id = i.id
  JOIN advising_reflectionread d ON d.reflection_id = r.id AND d.adviser_id = %(reader)s AND d.read_at >= r.shared_at
 WHERE i.student_id = %(student)s AND %(is_shared)s
UNION ALL
SELECT 'note', a.id, a.created_at, NULL, a.author_id, u.display_name, a.text, NULL, false
  FROM advising_advisernote a JOIN accounts_user u ON u.id = a.author_id
 WHERE a.student_id = %(student)s AND a.cohort_id = %(cohort)s AND %(is_advised)s
 ORDER BY at DESC, what, pk DESC
"""


@dataclass(frozen=True, slots=True)
class Done:
    """One of them, at a moment (UTC); a talk has its `day` on campus, too.

    `what` is talk, nudge, hand, comment, note, or read: the reader has read it as it is shared. `text` are the words of
    a note, of a comment on what is still shared, of the reader's own nudge its subject, of a hand its step. `about` is
    the interview of a comment and of what was read, and the id of the nudge.
    """

    what: str
    pk: int
    at: datetime
    day: date | None
    by_id: int | None
    by: str
    text: str
    about: int | None
    is_up: bool


@dataclass(frozen=True, slots=True)
class History:
    """The newest first."""

    done: Sequence[Done]

    def of(self, what: str) -> list[Done]:
        return [each for each in self.done if each.what == what]

    @property
    def hand(self) -> HandUp | None:
        """The one that is up."""
        return next((HandUp(each.at, each.text) for each in self.done if each.is_up), None)

    @property
    def talk(self) -> Done | None:
        return max(self.of("talk"), key=lambda each: (each.day, each.at), default=None)

    @property
    def nudge(self) -> Done | None:
        return next(iter(self.of("nudge")), None)

    @property
    def notes(self) -> list[Done]:
        return self.of("note")

    @property
    def read(self) -> set[int | None]:
        """The interviews whose reflection the reader has read."""
        return {each.about for each in self.of("read")}

    def comments_on(self, interview_id: int) -> list[Done]:
        """The oldest first, as they were written."""
        return [each for each in reversed(self.done) if each.what == "comment" and each.about == interview_id]


def history_of(membership: Membership, *, reader: User, sees_hands: bool) -> History:
    """As this person may read it, of a membership `with_reach` of theirs: comments where the student shares with them,
    notes where they look after the cohort. One query.
    """
    values = {
        "student": membership.student_id,
        "cohort": membership.cohort_id,
        "reader": reader.pk,
        "is_shared": membership.is_shared,
        "is_advised": membership.is_advised,
        "sees_hands": membership.is_shared and sees_hands,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DONE, values)
        return History([Done(*row) for row in cursor.fetchall()])
