"""What the administrators of the demonstration campus did, and what waits for them."""

from datetime import datetime, timedelta

from apps.accounts.models import Role, User
from apps.administration.campus.actions import put_logo
from apps.administration.cohorts.actions import archive_cohort, change_code
from apps.administration.imports import actions, work
from apps.administration.invitations import links
from apps.administration.invitations.accepting import accept_invitation
from apps.administration.invitations.actions import invite_all, never_invited
from apps.administration.members.actions import add_students
from apps.administration.models import Import, Invitation
from apps.administration.people.actions import save_person
from apps.administration.test_mail.actions import note_arrival, note_checks, send_test_mail
from apps.administration.test_mail.headers import PASS, Check
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership, RequiredStep, Term
from apps.demonstration import files, program
from apps.demonstration.logo import logo
from apps.demonstration.moments import Moments
from apps.demonstration.people import CAMPUS_DOMAIN, DOMAIN, LEFT_NAME, Staff, make_colleague
from apps.outbox.models import HardBounce
from apps.privacy.deletion.actions import ask as ask_for_deletion
from apps.students.models import Student
from apps.volunteers.models import Volunteer

EXPLORERS, STARTERS = "Undeclared Explorers", "Career Starters"
_LEAVING_COACHES = 2  # students of the colleague who hands everything over
# Who was there before the roster: how many days ago they were invited.
_EARLY = {
    "Giulia Marchetti": ("F2042003", 21),
    "Beatrice Okafor": ("F2042001", 9),
    "Tobias Lindgren": ("F2042002", 9),
    "Amara Diallo": ("F2042004", 6),
}
_ACCEPTED, _BOUNCES = ("Beatrice Okafor", "Tobias Lindgren"), "Amara Diallo"
_INVITED_TODAY = 4


def set_up(administrator: User, moments: Moments) -> None:
    """All of setting up is done and put away: on home stands what needs somebody."""
    then = moments.at(moments.weekday(-88), 10)
    put_logo(picture=logo())
    Campus.objects.update(email_domains=[DOMAIN, CAMPUS_DOMAIN])
    send_test_mail(to=administrator, as_of=then)
    note_arrival(as_of=then + timedelta(minutes=4))
    note_checks(checks={check.value: PASS for check in Check}, as_of=then + timedelta(minutes=9))
    backed_up_at = moments.hours_ago(8, at_least=1, at_most=18)
    Campus.objects.update(set_up_at=then + timedelta(hours=2), backed_up_at=backed_up_at)


def archive_last_term(students: list[Student], staff: Staff, moments: Moments) -> Cohort:
    """These were in a cohort of the last term, whose other adviser has left since."""
    left = make_colleague(LEFT_NAME, moments.at(moments.weekday(-400), 9))
    term = program.make_last_term(moments)
    cohort = Cohort.objects.create(
        term=term, name=STARTERS, starts_on=term.starts_on, due_on=term.ends_on, created_at=moments.working_hour(-240)
    )
    cohort.advisers.add(left, staff.leaving)
    cohort.students.add(*students)
    cohort.memberships.update(joined_at=cohort.created_at)
    left.is_active = False
    save_person(user=left, as_of=moments.working_hour(-100), by=staff.administrator)
    archive_cohort(cohort=cohort, by=staff.administrator, as_of=moments.working_hour(-95))
    return cohort


def make_explorers(term: Term, staff: Staff, moments: Moments) -> Cohort:
    """A cohort that is just coming to be: it has no adviser yet, a code to join with, people who were invited, with
    all that may become of that, and the students of a roster.
    """
    created_at = moments.at(moments.weekday(-23), 11)
    cohort = Cohort.objects.create(
        term=term,
        name=EXPLORERS,
        starts_on=moments.day(-21),
        due_on=moments.day(75),
        required_step=RequiredStep.HELD,
        created_at=created_at,
    )
    cohort = change_code(cohort=cohort, instead_of="", is_open=True)
    for name, (number, days_ago) in _EARLY.items():
        _add(name, number, cohort, staff.administrator, moments.at(moments.weekday(-days_ago), 10))
    _import_roster(staff.administrator, moments)
    invited_at = _imported_at(moments) + timedelta(minutes=20)
    people = never_invited(cohort).filter(email__endswith=f"@{CAMPUS_DOMAIN}")[:_INVITED_TODAY]
    invite_all(people=list(people), cohort=cohort, invited_by=staff.administrator, as_of=invited_at)
    return cohort


def _add(name: str, number: str, cohort: Cohort, by: User, as_of: datetime) -> None:
    first, last = name.split()
    user = User(
        email=f"{first}.{last}@{CAMPUS_DOMAIN}".lower(),
        full_name=name,
        last_name=last,
        role=Role.STUDENT,
        created_at=as_of,
    )
    user.set_password(None)
    save_person(user=user, as_of=as_of)
    student = user.student
    student.student_number, student.major, student.created_at = number, "Undeclared", as_of
    student.save()
    add_students(cohort=cohort, students=[student], invited_by=by, as_of=as_of)
    Membership.objects.filter(student=student).update(joined_at=as_of)
    if name == _BOUNCES:
        HardBounce.objects.create(address=user.email, answer="smtp 550", created_at=as_of)
    if name in _ACCEPTED:
        came_at = as_of + timedelta(hours=5)
        accept_invitation(link=links.read(links.token(Invitation.objects.get(user=user))), as_of=came_at)
        User.objects.filter(pk=user.pk).update(last_login=came_at)


def _imported_at(moments: Moments) -> datetime:
    """Lately: after a day nothing of its rows is kept."""
    return moments.hours_ago(3, at_least=1, at_most=18)


def _import_roster(administrator: User, moments: Moments) -> None:
    known = set(Student.objects.values_list("pk", flat=True))
    done = _checked(Import.Kind.STUDENTS, files.ROSTER_NAME, files.ROSTER, administrator)
    actions.run(pk=done.pk, seen=done.seen, by=administrator)
    work.work_on(done.pk)
    done.refresh_from_db()
    assert done.state == Import.State.DONE, done.problem  # noqa: S101
    at = _imported_at(moments)
    Import.objects.filter(pk=done.pk).update(
        created_at=at - timedelta(minutes=6), began_at=at - timedelta(minutes=1), ended_at=at
    )
    new = Student.objects.exclude(pk__in=known)
    User.objects.filter(student__in=new).update(created_at=at)
    Membership.objects.filter(student__in=new).update(joined_at=at)
    new.update(created_at=at)


def check_volunteers(volunteers: list[Volunteer], staff: Staff, moments: Moments) -> None:
    """A dry run that nobody has decided about; within a day it is given up by itself, like any other."""
    content = files.list_of_volunteers(volunteers[0])
    waits = _checked(Import.Kind.VOLUNTEERS, files.VOLUNTEERS_NAME, content, staff.administrator)
    Import.objects.filter(pk=waits.pk).update(created_at=moments.hours_ago(2, at_least=1, at_most=18))


def _checked(kind: Import.Kind, name: str, content: str, by: User) -> Import:
    """By the real engine. The worker who is told of it finds nothing left to do."""
    row = actions.start(kind=kind, file_name=name, content=content.encode(), cohort=None, by=by)
    work.work_on(row.pk)
    row.refresh_from_db()
    assert row.state == Import.State.CHECKED, row.problem  # noqa: S101
    return row


def make_requests(cohorts: list[Cohort], staff: Staff, moments: Moments) -> None:
    """A student asked to be deleted, and a colleague will leave, with all that they look after."""
    of_last = list(cohorts[-1].students.order_by("pk"))
    ask_for_deletion(student=of_last[-1], as_of=moments.days_ago(2))
    coached = of_last[:_LEAVING_COACHES]
    cohorts[-1].memberships.filter(student__in=coached).update(coach=staff.leaving)
