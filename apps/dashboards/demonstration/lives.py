"""The lives of interviews, one letter for each: where it stands, and the dates that led there.

I idea      A asked, a few days ago      W asked nine days ago, no reply yet
S scheduled, in the coming weeks         s scheduled for tomorrow
L its date has passed, nobody logged it  l the same, a few hours ago
H held, the thank-you is overdue         h held about 18 hours ago, no thank-you yet
T thanked                                t thanked yesterday
R reflected
D declined   N no reply   C cancelled   X they did not come   Y the student did not come
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from apps.campus.models import Format
from apps.contacts.models import Contact
from apps.dashboards.demonstration import texts
from apps.dashboards.demonstration.batch import Batch
from apps.dashboards.demonstration.moments import Moments
from apps.dashboards.demonstration.network import Network
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import (
    Exit,
    Interview,
    NameUse,
    Referral,
    Reflection,
    ReflectionAnswer,
    SentHow,
    ThankYouNote,
    Verdict,
)
from apps.students.models import Student

HELD = "HhTtR"
_EXITS = {
    "D": Exit.DECLINED,
    "N": Exit.NO_REPLY,
    "C": Exit.CANCELLED,
    "X": Exit.NO_SHOW_CONTACT,
    "Y": Exit.NO_SHOW_STUDENT,
}
_FORMATS = {Format.IN_PERSON: 5, Format.VIDEO: 4, Format.PHONE: 3, Format.MESSAGES: 1}
# From asked to agreed to the day itself.
_LEAD = (timedelta(days=6), timedelta(days=4))


class Lives:
    """Adds interviews to a batch; all randomness comes from `rng`, all dates from `moments`."""

    def __init__(self, batch: Batch, network: Network, moments: Moments, rng: random.Random) -> None:
        self._batch, self._network, self._moments, self._rng = batch, network, moments, rng
        # The programme may have edited its questions: the invented answers then go to the first ones.
        questions = ReflectionQuestion.objects.filter(retired=False)
        self._questions = list(questions[: len(texts.ANSWERS)])

    def live(self, student: Student, letters: str, *, since: int) -> None:
        """The interviews of one student, oldest first, in a cohort that began at day `since` (negative)."""
        held = [letter for letter in letters if letter in "HTR"]
        days = iter(self._days_of(held, since))
        known: list[Contact] = []
        named: list[Contact] = []
        for letter in letters:
            starts_at = self._start(letter, days)
            first_day = (starts_at or self._moments.now) - timedelta(days=12)
            if named and letter in "IA":
                contact = named.pop(0)
            else:
                contact = self._network.contact(student, known=known, met_at=min(first_day, self._moments.now))
                known.append(contact)
                self._batch.contacts.append(contact)
            interview = self.interview(letter, contact, starts_at)
            if letter in "TR" and self._rng.random() < 0.6:
                named.extend(self.refer(interview, self._rng.choice((1, 2, 2))))

    def interview(self, letter: str, contact: Contact, starts_at: datetime | None) -> Interview:
        """One interview with its note and reflection, added to the batch. `starts_at` where it has a date."""
        interview = Interview(student=contact.student, contact=contact, created_at=contact.created_at)
        if starts_at is not None:
            self._plan(interview, letter, starts_at)
        elif letter in "AWDN":
            self._ask(interview, letter)
        if letter in HELD:
            self._hold(interview, letter)
        if letter in _EXITS:
            interview.exit = _EXITS[letter]
            interview.exited_at = self._exited_at(interview, letter)
        if letter == "D":
            interview.replied_at = interview.exited_at
        self._batch.interviews.append(interview)
        if letter in "TtR":
            self._thank(interview, letter)
        elif letter == "H" and self._rng.random() < 0.5:
            self._batch.notes.append(ThankYouNote(interview=interview, body=self._note(interview)))
        if letter == "R":
            self.reflect(interview, [self._rng.choice(answers) for answers in texts.ANSWERS])
        return interview

    def reflect(self, interview: Interview, answers: list[str], *, shared: bool | None = None) -> None:
        """A finished reflection, shared with the adviser in about half of the cases unless said."""
        assert interview.ends_at is not None  # noqa: S101 - only held interviews are reflected on
        before = self._rng.choice((3, 3, 4, 4, 5))
        reflection = Reflection(
            interview=interview,
            nerves_before=before,
            nerves_after=max(1, before - self._rng.choice((0, 1, 1, 2))),
            verdict=self._rng.choice((Verdict.CLOSER, Verdict.CLOSER, Verdict.NO_CHANGE, Verdict.RULED_OUT)),
            shared=self._rng.random() < 0.5 if shared is None else shared,
            created_at=interview.ends_at,
        )
        interview.reflected_at = self._moments.after(interview.ends_at, hours=(26, 70))
        self._batch.reflections.append(reflection)
        self._batch.answers.extend(
            ReflectionAnswer(reflection=reflection, question=question, text=text)
            for question, text in zip(self._questions, answers, strict=False)
        )

    def refer(self, interview: Interview, number: int) -> list[Contact]:
        """So many people named by the interviewee: contacts introduced by them."""
        assert interview.logged_at is not None  # noqa: S101 - only held interviews lead to names
        people = [self._network.referred_by(interview.contact, named_at=interview.logged_at) for _ in range(number)]
        self._batch.referred.extend(people)
        self._batch.referrals.extend(
            Referral(interview=interview, contact=person, name_use=self._rng.choice(NameUse.values))
            for person in people
        )
        return people

    def _days_of(self, held: list[str], since: int) -> list[int]:
        """A day for each held interview, in order, spread from the third day to three days ago."""
        first, last = since + 3, -3
        days = sorted(self._rng.randint(first, last) for _ in held)
        # An overdue thank-you is days old, not weeks: somebody still means to write it.
        return [
            max(day, -self._rng.randrange(3, 7)) if letter == "H" else day
            for letter, day in zip(held, days, strict=True)
        ]

    def _start(self, letter: str, days: Iterator[int]) -> datetime | None:
        moments, rng = self._moments, self._rng
        match letter:
            case "H" | "T" | "R":
                return moments.working_hour(next(days))
            case "h":
                return moments.hours_ago(18, at_least=6, at_most=22)
            case "t":
                return moments.hours_ago(30, at_least=26, at_most=44)
            case "l":
                return moments.hours_ago(4, at_least=2, at_most=18)
            case "L" | "X" | "Y":
                return moments.working_hour(-rng.randrange(4, 8))
            case "C":
                return moments.working_hour(-rng.randrange(6, 14))
            case "S":
                return moments.working_hour(rng.randrange(3, 13))
            case "s":
                return moments.working_hour(1)
        return None

    def _ask(self, interview: Interview, letter: str) -> None:
        days = {"A": self._rng.randrange(1, 6), "W": 9}.get(letter, self._rng.randrange(19, 30))
        asked_at = self._moments.days_ago(days)
        if interview.contact.introduced_by and asked_at < interview.contact.created_at:
            asked_at = self._moments.after(interview.contact.created_at, hours=(12, 40))
        interview.asked_at = asked_at
        interview.created_at = interview.contact.created_at = min(interview.contact.created_at, asked_at)

    def _plan(self, interview: Interview, letter: str, starts_at: datetime) -> None:
        messages_fit = letter in "TR"  # a conversation by messages has no hour to wait for
        formats = {key: often for key, often in _FORMATS.items() if messages_fit or key != Format.MESSAGES}
        format = self._rng.choices(list(formats), weights=list(formats.values()))[0]
        interview.plan(starts_at=starts_at, minutes=self._rng.choice((20, 20, 25, 30, 30, 45)), format=format)
        if letter in HELD and self._rng.random() < 0.2:
            return  # talked without a plan, logged afterwards
        asked, agreed = (min(starts_at - lead, self._moments.now - lead / 6) for lead in _LEAD)
        interview.asked_at = asked
        interview.replied_at = interview.scheduled_at = agreed
        interview.created_at = interview.contact.created_at = min(interview.contact.created_at, asked)
        if letter in "STR" and self._rng.random() < 0.12:
            interview.rescheduled_at = agreed + (min(starts_at, self._moments.now) - agreed) / 2

    def _hold(self, interview: Interview, letter: str) -> None:
        assert interview.ends_at is not None  # noqa: S101 - `_plan` has set it
        # Logged later than the first thank-you reminder: of the recent ones, only the last call is to come.
        hours = (2.6, 3.4) if letter == "h" else (0.3, 5)
        interview.logged_at = self._moments.after(interview.ends_at, hours=hours)
        interview.learned = self._rng.choice(texts.LEARNED)

    def _thank(self, interview: Interview, letter: str) -> None:
        assert interview.logged_at is not None  # noqa: S101 - `_hold` has set it
        late = letter != "t" and self._rng.random() < 0.18
        interview.thanked_at = self._moments.after(interview.logged_at, hours=(25, 60) if late else (0.5, 14))
        self._batch.notes.append(
            ThankYouNote(interview=interview, body=self._note(interview), created_at=interview.logged_at)
        )
        interview.thanked_how = self._rng.choice((SentHow.MAIL, SentHow.MAIL, SentHow.OTHER))

    def _note(self, interview: Interview) -> str:
        learned = interview.learned.rstrip(".") + "."
        return self._rng.choice(texts.NOTES).format(
            first=interview.contact.first_name,
            learned=learned,
            student=interview.student.user.first_name,
        )

    def _exited_at(self, interview: Interview, letter: str) -> datetime:
        if letter in "XY":
            assert interview.ends_at is not None  # noqa: S101 - a no-show had a date
            return self._moments.after(interview.ends_at, hours=(1, 20))
        if letter == "C":
            assert interview.starts_at is not None  # noqa: S101 - what is cancelled had a date
            return interview.starts_at - timedelta(hours=20)
        assert interview.asked_at is not None  # noqa: S101 - who declines or is silent was asked
        return self._moments.after(interview.asked_at, hours=(24, 96) if letter == "D" else (15 * 24, 18 * 24))
