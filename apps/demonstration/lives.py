"""The lives of interviews, made in the order of time through the apps' own actions.

One letter says what becomes of an interview:

I idea      A asked, a few days ago      W asked nine days ago, no reply yet      a asked, they replied, no date yet
S scheduled, in the coming weeks         s scheduled for tomorrow
L its date has passed, nobody logged it  l the same, a few hours ago, and it is not night for this student
H held, the thank-you is late            h held about 18 hours ago, no thank-you yet
T thanked                                t thanked yesterday
R reflected
D declined   N no reply   C cancelled   X they did not come   Y the student did not come
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from apps.campus.models import Campus, Format
from apps.contacts.models import Contact
from apps.demonstration import texts
from apps.demonstration.moments import Moments
from apps.demonstration.network import Network
from apps.guidance import program
from apps.guidance.models import ReflectionQuestion
from apps.interviews.life.actions import close, plan_with, schedule
from apps.interviews.log.actions import confirm_held, log_conversation
from apps.interviews.models import Exit, Interview, ThankedHow
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked
from apps.network.actions import add_referrals
from apps.outreach.actions import ask, record_reply
from apps.preparation.actions import finish_preparation
from apps.preparation.questions.actions import start_with_six
from apps.preparation.research.actions import save_research
from apps.reflection.actions import save_reflection
from apps.reflection.models import Verdict
from apps.students.models import Student

_HELD = "HhTtR"
_EXITS = {
    "D": Exit.DECLINED,
    "N": Exit.NO_REPLY,
    "C": Exit.CANCELLED,
    "X": Exit.NO_SHOW_CONTACT,
    "Y": Exit.NO_SHOW_STUDENT,
}
_FORMATS = {Format.IN_PERSON: 5, Format.VIDEO: 4, Format.PHONE: 3, Format.MESSAGES: 1}
# From asked to the day itself, and from agreed to it.
_ASKED_BEFORE, _AGREED_BEFORE = timedelta(days=6), timedelta(days=4)
_A_FEW_DAYS = timedelta(days=2)


class Lives:
    """Makes lives; all chance comes from `rng`, all dates from `moments`."""

    def __init__(self, network: Network, moments: Moments, rng: random.Random) -> None:
        self._network, self._moments, self._rng = network, moments, rng
        self._campus, self._bank = Campus.objects.current(), program.bank()
        # The program may have edited its questions: the invented answers then go to the first ones.
        questions = ReflectionQuestion.objects.filter(retired=False)
        self._questions = list(questions[: len(texts.ANSWERS)])

    def make(self, student: Student, letters: str, *, since: int) -> None:
        """The interviews of one student, oldest first, in a cohort that began at day `since` (negative)."""
        if "l" in letters:  # they are asked how it went at any hour
            student.quiet_from, student.quiet_until = self._moments.far_from_now()
            student.save(update_fields=["quiet_from", "quiet_until"])
        days = iter(self._days_held(letters, since))
        known: list[Contact] = []
        named: list[tuple[Contact, datetime]] = []
        for letter in letters:
            starts_at = self._start(letter, days)
            asked_at = self._asked_at(letter, starts_at)
            if named and letter in "IAa":
                contact, named_at = named.pop(0)
                if asked_at and asked_at < named_at:
                    asked_at = self._moments.after(named_at, hours=(12, 40))
            else:
                contact = self._network.meet(student, known=known, met_at=self._met_at(asked_at, starts_at))
                known.append(contact)
            interview = self._live(letter, student, contact, asked_at, starts_at)
            if letter in "TR" and self._rng.random() < 0.6:
                people = [self._network.named() for _ in range(self._rng.choice((1, 2, 2)))]
                assert interview.logged_at is not None  # it was held
                named += [
                    (referral.contact, interview.logged_at)
                    for referral in add_referrals(interview=interview, people=people)
                ]

    def _days_held(self, letters: str, since: int) -> list[int]:
        """A day for each held interview, in order, spread from the third day to three days ago."""
        held = [letter for letter in letters if letter in "HTR"]
        days = sorted(self._rng.randint(since + 3, -3) for _ in held)
        # A late thank-you is days old, not weeks: someone still means to write it.
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

    def _asked_at(self, letter: str, starts_at: datetime | None) -> datetime | None:
        """When they were asked; None for an idea, and for one in five of those who talked without a plan."""
        if letter == "I" or (letter in _HELD and self._rng.random() < 0.2):
            return None
        if starts_at:
            return min(starts_at - _ASKED_BEFORE, self._moments.now - _ASKED_BEFORE / 6)
        days = {"A": self._rng.randrange(1, 6), "a": self._rng.randrange(4, 6), "W": 9}
        return self._moments.days_ago(days.get(letter, self._rng.randrange(19, 30)))

    def _met_at(self, asked_at: datetime | None, starts_at: datetime | None) -> datetime:
        return min(asked_at or starts_at or self._moments.now, self._moments.now) - _A_FEW_DAYS

    def _live(
        self, letter: str, student: Student, contact: Contact, asked_at: datetime | None, starts_at: datetime | None
    ) -> Interview:
        if starts_at and not asked_at:
            return self._afterwards(letter, self._log_unplanned(letter, student, contact, starts_at))
        interview = plan_with(student=student, contact=contact)
        if not asked_at:
            return interview
        interview = ask(interview=interview, as_of=asked_at)
        if starts_at:
            return self._meet(letter, interview, starts_at)
        match letter:
            case "a":
                return record_reply(interview=interview, as_of=self._moments.after(asked_at, hours=(20, 60)))
            case "D":
                return self._exit(letter, interview, self._moments.after(asked_at, hours=(24, 96)))
            case "N":
                return self._exit(letter, interview, self._moments.after(asked_at, hours=(15 * 24, 18 * 24)))
        return interview

    def _meet(self, letter: str, interview: Interview, starts_at: datetime) -> Interview:
        agreed_at = min(starts_at - _AGREED_BEFORE, self._moments.now - _AGREED_BEFORE / 6)
        date = self._date(messages=letter in "TR")  # a conversation by messages has no hour to wait for
        places = texts.PLACES.get(date["format"], [""])
        place = places[interview.contact_id % len(places)]
        if letter in "STR" and self._rng.random() < 0.12:
            moved = starts_at + timedelta(hours=2)
            schedule(interview=interview, starts_at=moved, place=place, as_of=agreed_at, **date)
            agreed_at += (min(starts_at, self._moments.now) - agreed_at) / 2
        interview = schedule(interview=interview, starts_at=starts_at, place=place, as_of=agreed_at, **date)
        assert interview.ends_at is not None  # it has a date
        if letter == "C":
            return self._exit(letter, interview, starts_at - timedelta(hours=20))
        if letter in "XY":
            return self._exit(letter, interview, self._moments.after(interview.ends_at, hours=(1, 20)))
        if letter in "Ss":
            self._prepare(interview)
        if letter in _HELD:
            if self._rng.random() < 0.5:
                finish_preparation(interview=interview, as_of=starts_at - timedelta(hours=26))
            interview = confirm_held(
                interview=interview,
                starts_at=starts_at,
                learned=self._rng.choice(texts.LEARNED),
                campus=self._campus,
                as_of=self._logged_at(letter, interview.ends_at),
                **date,
            )
            return self._afterwards(letter, interview)
        return interview

    def _prepare(self, interview: Interview) -> None:
        """Some have read up on something and chosen their questions, some have only read, some not begun."""
        begun = interview.pk % 3
        if begun:
            slot, body = texts.RESEARCH[interview.pk % len(texts.RESEARCH)]
            save_research(interview=interview, found={slot: body})
        if begun == 2:
            start_with_six(interview=interview, bank=self._bank)

    def _log_unplanned(self, letter: str, student: Student, contact: Contact, starts_at: datetime) -> Interview:
        """Talked without a plan, logged afterwards."""
        date = self._date(messages=letter in "TR")
        return log_conversation(
            student=student,
            contact=contact,
            contact_name=contact.full_name,
            starts_at=starts_at,
            learned=self._rng.choice(texts.LEARNED),
            campus=self._campus,
            as_of=self._logged_at(letter, starts_at + timedelta(minutes=date["minutes"] or 0)),
            **date,
        )

    def _afterwards(self, letter: str, interview: Interview) -> Interview:
        """The thank-you note, late in one case of five, and the reflection, as far as they came."""
        if letter in "TtR":
            draft_thank_you(interview=interview, body=self._note(interview))
            late = letter != "t" and self._rng.random() < 0.18
            assert interview.logged_at is not None  # it was held
            interview = mark_thanked(
                interview=interview,
                how=self._rng.choice((ThankedHow.MAIL, ThankedHow.MAIL, ThankedHow.OTHER)),
                as_of=self._moments.after(interview.logged_at, hours=(25, 60) if late else (0.5, 14)),
            )
        elif letter == "H" and self._rng.random() < 0.5:
            draft_thank_you(interview=interview, body=self._note(interview))
        if letter == "R":
            self._reflect(interview)
        return interview

    def _reflect(self, interview: Interview) -> None:
        assert interview.ends_at is not None  # it was held
        before = self._rng.choice((3, 3, 4, 4, 5))
        save_reflection(
            interview=interview,
            answers={
                question.pk: self._rng.choice(answers)
                for question, answers in zip(self._questions, texts.ANSWERS, strict=False)
            },
            nerves_before=before,
            nerves_after=max(1, before - self._rng.choice((0, 1, 1, 2))),
            verdict=self._rng.choice((Verdict.CLOSER, Verdict.CLOSER, Verdict.NO_CHANGE, Verdict.RULED_OUT)),
            shared=self._rng.random() < 0.5,
            as_of=self._moments.after(interview.ends_at, hours=(26, 70)),
        )

    def _date(self, *, messages: bool) -> dict[str, Any]:
        formats = {key: often for key, often in _FORMATS.items() if messages or key != Format.MESSAGES}
        format = self._rng.choices(list(formats), weights=list(formats.values()))[0]
        minutes = None if format == Format.MESSAGES else self._rng.choice((20, 20, 25, 30, 30, 45))
        return {"format": format, "minutes": minutes}

    def _logged_at(self, letter: str, ends_at: datetime) -> datetime:
        # Logged later than the first thank-you reminder: of the recent ones, only the last call is to come.
        return self._moments.after(ends_at, hours=(2.6, 3.4) if letter == "h" else (0.3, 5))

    def _exit(self, letter: str, interview: Interview, exited_at: datetime) -> Interview:
        return close(interview=interview, exit=_EXITS[letter], as_of=exited_at)

    def _note(self, interview: Interview) -> str:
        return self._rng.choice(texts.NOTES).format(
            first=interview.contact.greeting,
            learned=interview.learned.rstrip(".") + ".",
            student=interview.student.user.greeting,
        )
