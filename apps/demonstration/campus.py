import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, Subquery

from apps.accounts.models import User
from apps.advising.models import AdviserNote, ReflectionComment
from apps.advising.notes import add_note
from apps.advising.reflections.comments import comment
from apps.campus.models import Campus, Format
from apps.cohorts.models import Cohort
from apps.contacts.actions import add_contact
from apps.contacts.models import Cadence, Contact, Source
from apps.demonstration import nudges, office, people, program, texts
from apps.demonstration.care import make_care
from apps.demonstration.lives import Lives
from apps.demonstration.moments import Moments
from apps.demonstration.names import address
from apps.demonstration.names import people as names_of_people
from apps.demonstration.network import Network
from apps.guidance.content.entries import Channel
from apps.guidance.models import ReflectionQuestion
from apps.guidance.program import bank as question_bank
from apps.interviews.exclusions import exclude
from apps.interviews.life.actions import close, plan_with, schedule
from apps.interviews.log.actions import confirm_held, log_conversation
from apps.interviews.models import Exit, Interview, ThankedHow
from apps.interviews.notes.writing import write_note
from apps.interviews.thank_you.actions import draft_thank_you, mark_thanked
from apps.network.actions import add_referrals
from apps.outreach.actions import ask
from apps.outreach.composing.actions import Text, hand_over, mark_sent, save_draft
from apps.outreach.composing.writing import Writing
from apps.outreach.models import SentHow
from apps.preparation.actions import finish_preparation, tick
from apps.preparation.questions.actions import add_question, move_question, start_with_six
from apps.preparation.research.actions import save_research
from apps.reflection.actions import save_reflection
from apps.reflection.models import Reflection, Verdict
from apps.reminders.actions import refreshed_together
from apps.reminders.quiet_hours import QuietHours
from apps.students.about_me import save_about_me
from apps.students.models import Student

_SEED = 20_240_903


def is_there() -> bool:
    """Whether the demonstration campus has been made: its student exists."""
    return User.objects.filter(email=people.STUDENT).exists()


def make(*, as_of: datetime) -> None:
    """Make it all or nothing, with dates relative to `as_of`. The same names, numbers and texts every time."""
    # Two thousand acts: their reminders are compared once, and are those that stand at `as_of`.
    with transaction.atomic(), refreshed_together(as_of=_by_day(as_of)):
        _make_everything(as_of)


def _by_day(as_of: datetime) -> datetime:
    """`as_of`; in quiet hours the evening before: at night all that was overdue would wait for the same next morning,
    and the mail of the past went on its own days.
    """
    campus = Campus.objects.current()
    quiet = QuietHours(ZoneInfo(program.ZONE), campus.quiet_from, campus.quiet_until)
    return quiet.last_evening(as_of) if quiet.hold(as_of) else as_of


def _make_everything(as_of: datetime) -> None:
    rng = random.Random(_SEED)  # noqa: S311  # nosec B311 - invented people
    moments = Moments(now=as_of, zone=ZoneInfo(program.ZONE), rng=rng)
    program.set_up_campus()
    joined_at = moments.at(moments.weekday(-90), 9)
    names = names_of_people(rng, without=people.NAMED)
    staff = people.make_staff(joined_at)
    students = people.make_students(names, rng, joined_at)
    volunteers = people.make_volunteers(names, rng, moments)
    term = program.make_term(moments)
    cohorts = program.make_cohorts(term, moments)
    program.fill_cohorts(cohorts, students, staff)

    network = Network(names, volunteers, rng)
    lives = Lives(network, moments, rng)
    _make_lupita(students[0], network, moments)
    _advise(students[0], staff.adviser, moments)
    others = iter(students[1:])
    for plan in program.PLANS:
        wanted = [letters for letters, how_many in plan.lives for _ in range(how_many)]
        rng.shuffle(wanted)
        for letters in wanted:
            lives.make(next(others), letters, since=plan.starts)
    back = _make_last_term(students[1:], network, moments)
    _exclude_one(cohorts[1], staff.adviser)
    nudges.send_some(cohorts, staff.adviser, moments)
    make_care(cohorts, staff, moments)
    program.make_next_term(moments)
    office.set_up(staff.administrator, moments)
    office.archive_last_term(back, staff, moments)
    office.make_requests(cohorts, staff, moments)
    office.make_explorers(term, staff, moments)
    office.check_volunteers(volunteers, staff, moments)
    _date_the_rows(students)


def _make_last_term(students: list[Student], network: Network, moments: Moments) -> list[Student]:
    """What a few who were here before asked in the term before this one, and what became of it. Who they are."""
    program.make_last_term(moments)
    then = replace(moments, now=moments.now - timedelta(days=program.LAST_TERM - 30))
    lives, back = Lives(network, then, moments.rng), students[:: len(students) // len(program.LAST_TERMS_LIVES)]
    for student, letters in zip(back, program.LAST_TERMS_LIVES, strict=False):
        lives.make(student, letters, since=-60)
    joined_at = then.at(then.weekday(-80), 9)
    Student.objects.filter(pk__in=[student.pk for student in back]).update(created_at=joined_at)
    User.objects.filter(student__in=back).update(created_at=joined_at)
    return back


def _make_lupita(lupita: Student, network: Network, moments: Moments) -> None:
    """The demonstration student: one interview counts, one is in two days, one waits for an answer."""
    ken = _meet(lupita, "Ken Matsuda", "Registered nurse", "St. Brigid Hospital", Source.CAREER_FAIRS, moments, 40)
    declined = plan_with(student=lupita, contact=ken)
    ask(interview=declined, as_of=moments.days_ago(25))
    close(interview=declined, exit=Exit.DECLINED, as_of=moments.days_ago(23))

    maria = _meet(
        lupita,
        "Maria Oyelaran",
        "Medical interpreter",
        "Riverside Community Clinic",
        Source.NEIGHBORS,
        moments,
        24,
        keep_in_touch_months=Cadence.QUARTERLY,
        may_mentor=True,
    )
    talk = plan_with(student=lupita, contact=maria)
    starts_at = moments.at(moments.weekday(-14), 14, 30)
    ask(interview=talk, as_of=starts_at - timedelta(days=6))
    date: dict[str, Any] = {"starts_at": starts_at, "minutes": 30, "format": Format.IN_PERSON}
    schedule(interview=talk, place="Cedar Street Coffee", as_of=starts_at - timedelta(days=4), **date)
    finish_preparation(interview=talk, as_of=starts_at - timedelta(hours=26))
    talk = confirm_held(
        interview=talk,
        learned=texts.STUDENT_LEARNED,
        campus=Campus.objects.current(),
        as_of=starts_at + timedelta(hours=2),
        **date,
    )
    add_referrals(interview=talk, people=[network.named(), network.named()])
    note = texts.NOTES[0].format(first="Maria", learned=texts.STUDENT_LEARNED, student=lupita.user.greeting)
    draft_thank_you(interview=talk, body=note)
    mark_thanked(interview=talk, how=ThankedHow.MAIL, as_of=starts_at + timedelta(hours=4))
    questions = ReflectionQuestion.objects.filter(retired=False)[: len(texts.STUDENT_ANSWERS)]
    save_reflection(
        interview=talk,
        answers={question.pk: answer for question, answer in zip(questions, texts.STUDENT_ANSWERS, strict=False)},
        nerves_before=4,
        nerves_after=2,
        verdict=Verdict.CLOSER,
        shared=True,
        as_of=starts_at + timedelta(hours=30),
    )

    _talk_again(lupita, maria, moments)

    tomas = _meet(lupita, "Tomás Rivera", "Health educator", "St. Brigid Hospital", Source.CLUBS, moments, 12)
    planned = plan_with(student=lupita, contact=tomas)
    ask(interview=planned, as_of=moments.days_ago(6))
    planned = schedule(
        interview=planned,
        starts_at=moments.at(moments.weekday(2), 15),
        minutes=30,
        format=Format.VIDEO,
        place="https://meet.example.org/tomas-rivera",
        as_of=moments.days_ago(4),
    )
    _prepare(planned)

    ingrid = _meet(
        lupita,
        "Ingrid Halvorsen",
        "Associate professor",
        "Fairhaven State",
        Source.PROFESSORS,
        moments,
        11,
        call_them="Dr. Halvorsen",
    )
    # Nine: after seven days of silence the note of the next morning is past, also when this is made at night.
    ask(interview=plan_with(student=lupita, contact=ingrid), as_of=moments.days_ago(9))

    rosa = _meet(lupita, "Rosa Beltrán", "Grant writer", "Common Table", Source.FAMILY, moments, 5)
    plan_with(student=lupita, contact=rosa)
    _ask_who_they_know(lupita, maria, as_of=moments.days_ago(2))


def _advise(student: Student, adviser: User, moments: Moments) -> None:
    """Her adviser answers what she shares, and notes something. So long ago that no mail about it is to come."""
    written_at = moments.at(moments.weekday(-11), 11)
    reflection = Reflection.objects.shared().get(interview__student=student)
    comment(reflection=reflection, author=adviser, text=texts.STUDENT_COMMENT, token=uuid4(), as_of=written_at)
    ReflectionComment.objects.filter(reflection=reflection).update(created_at=written_at)
    membership = student.memberships.get(cohort__caseloads__adviser=adviser)
    add_note(membership=membership, author=adviser, text=texts.STUDENT_NOTE, token=uuid4())
    AdviserNote.objects.filter(student=student).update(created_at=moments.at(moments.weekday(-11), 11, 10))


def _talk_again(student: Student, contact: Contact, moments: Moments) -> None:
    """A call with someone they talked with before, so it counts no further. The thank-you is still to be written, and
    late: no reminder about it is to come.
    """
    start = moments.at(moments.weekday(-2), 10)
    call = log_conversation(
        student=student,
        contact=contact,
        contact_name=contact.full_name,
        starts_at=start,
        minutes=20,
        format=Format.PHONE,
        learned="",
        campus=Campus.objects.current(),
        as_of=start + timedelta(minutes=25),
    )
    for key, heading, body, follow_up in texts.STUDENT_NOTES:
        write_note(
            interview=call,
            key=key,
            heading=heading,
            base="",
            body=body,
            follow_up=follow_up,
            as_of=start + timedelta(minutes=20),
        )


def _prepare(interview: Interview) -> None:
    """The starter set and a question by hand, some research, and the first lines of the checklist."""
    save_research(interview=interview, found=dict(texts.STUDENT_RESEARCH))
    bank = question_bank()
    start_with_six(interview=interview, bank=bank)
    own = add_question(interview=interview, text=texts.STUDENT_QUESTION, bank=bank)
    move_question(question=own, to=2)
    tick(interview=interview, ticked=texts.STUDENT_TICKS, unticked=())


def _ask_who_they_know(student: Student, contact: Contact, *, as_of: datetime) -> None:
    """In a text message, with About me at hand; the answer is still to come."""
    save_about_me(student=student, text=texts.ABOUT_ME)
    campus = Campus.objects.current()
    writing = Writing(student, contact, None, campus, student.zone(campus), as_of)
    words = {"channel": Channel.TEXT, "template": "", "recipient": "", "subject": "", "body": texts.WHO_DO_YOU_KNOW}
    message = save_draft(writing=writing, text=Text(words))
    hand_over(draft=message, how=SentHow.COPY)
    mark_sent(writing=writing, message=message, as_of=as_of, campus=campus)


def _meet(
    student: Student,
    name: str,
    role: str,
    organization: str,
    source: Source,
    moments: Moments,
    days_ago: int,
    *,
    call_them: str = "",
    **marks: Any,
) -> Contact:
    contact = Contact(
        full_name=name,
        call_them=call_them,
        role=role,
        organization=organization,
        source=source,
        email=address(name, "example.org"),
        name_shared=True,
        created_at=moments.working_hour(-days_ago),
        **marks,
    )
    return add_contact(student=student, contact=contact)


def _exclude_one(cohort: Cohort, adviser: User) -> None:
    """One interview of a student who has more than the goal: their adviser left it out, and says why."""
    for student in cohort.students.order_by("pk"):
        held = list(student.interviews.held().order_by("starts_at"))
        if len(held) > cohort.goal:
            exclude(interview=held[0], cohort=cohort, adviser=adviser, reason=texts.EXCLUSION_REASON)
            return


def _date_the_rows(students: list[Student]) -> None:
    """Rows are dated by the database's clock when they are made; these are as old as their story."""
    referred = Contact.objects.filter(student__in=students, referrals__isnull=False)
    named_at = Interview.objects.filter(referrals__contact=OuterRef("pk")).values("logged_at")
    referred.update(created_at=Subquery(named_at[:1]))
    met_at = Contact.objects.filter(pk=OuterRef("contact")).values("created_at")
    Interview.objects.filter(student__in=students).update(created_at=Subquery(met_at))
