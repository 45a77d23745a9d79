"""Ask to be deleted, take it back, and carry it out. Each is one transaction."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.cohorts.models import Cohort, Membership
from apps.contacts.models import Contact
from apps.core.locking import in_lock_order
from apps.interviews.models import Interview
from apps.outbox.models import Audience, HardBounce, Message
from apps.outbox.posted import post
from apps.privacy import emails
from apps.privacy.deletion.erasing import Person, anonymize, mail_of, remove, remove_mail
from apps.privacy.models import LAST_MAIL, Deletion, Way
from apps.privacy.owned import rows_of
from apps.reminders.actions import refresh
from apps.students.models import Student

# The last mail waits no longer than this for a mail server: until it has gone, its row holds the address.
LAST_MAIL_WAITS = timedelta(days=3)

LONGEST_REQUEST = timedelta(hours=1)  # a page that was sent before has been answered by then


class NotCarriedOut(Exception):
    """Nothing was deleted. The message is for the administrator."""


@transaction.atomic
def ask(*, student: Student, as_of: datetime) -> bool:
    """The student is told by mail, so that whoever did not ask can take it back. Whether it is a new request."""
    in_lock_order(Student.objects).get(pk=student.pk)
    if Deletion.objects.open().filter(student=student).exists():
        return False
    deletion = Deletion.objects.create(student=student, asked_at=as_of)
    campus = Campus.objects.current()
    post(
        key=f"deletion_asked:{deletion.pk}",
        mail=emails.deletion_asked(user=student.user, campus=campus, as_of=as_of.astimezone(campus.zone)),
        audience=Audience.STUDENT,
        resend_when_unanswered=True,
        as_of=as_of,
    )
    return True


@transaction.atomic
def withdraw(*, student: Student, as_of: datetime) -> bool:
    """Whether there was one to take back."""
    in_lock_order(Student.objects).get(pk=student.pk)
    return bool(Deletion.objects.open().filter(student=student).update(withdrawn_at=as_of))


@transaction.atomic
def carry_out(*, deletion: Deletion, way: Way, by: User, as_of: datetime) -> None:
    """Remove the student, or all words of theirs. Their sessions end, what was due to them does not go, and one last
    mail tells them. Raises NotCarriedOut where it was withdrawn or carried out meanwhile, and where someone who is to
    be gone worked here, too.
    """
    student = _locked(deletion.student_id or 0)
    if student is None or not in_lock_order(Deletion.objects.open().filter(pk=deletion.pk)).exists():
        raise NotCarriedOut("The student took the request back, or someone carried it out a moment ago.")
    if not student.user.is_student:
        raise NotCarriedOut("This account is no student’s any more, and a member of staff is not deleted.")
    person = Person(student)
    if way == Way.GONE and person.has_worked_here:
        raise NotCarriedOut(
            "This account also belonged to a member of staff, whose name stands under notes, nudges or exclusions of "
            "other students. Choose “anonymized”."
        )
    Deletion.objects.filter(pk=deletion.pk).update(way=way, carried_out_by=by)
    campus = Campus.objects.current()
    last_mail = emails.deletion_done(user=student.user, way=way, campus=campus)
    remove_mail(person)
    with connection.cursor() as cursor:
        # With the owner's rights, because the application may not change a history. It writes the row of the audit log.
        cursor.execute("SELECT erase_history(%s)", [deletion.pk])
    if way == Way.GONE:
        remove(person)
    else:
        anonymize(person)
        refresh(user=student.user, as_of=as_of)
    Deletion.objects.filter(pk=deletion.pk).update(carried_out_at=as_of)
    post(
        key=deletion.message_key,
        mail=last_mail,
        audience=Audience.STUDENT,
        resend_when_unanswered=True,
        as_of=as_of,
        expires_at=as_of + LAST_MAIL_WAITS,
    )


def _locked(student_id: int) -> Student | None:
    """The student with the account, and all that a deletion changes, locked in the order of `locking`. Then both are
    locked against being named, too: whoever adds a row beside this waits, and finds that they are gone. That comes
    last, because a row that names them is looked at when its transaction commits, with all its locks.
    """
    # A second line: this is what is locked. What is changed is asked for below, by the student.
    ids = Membership.objects.filter(student=student_id).values("cohort")
    list(in_lock_order(Cohort.objects.filter(pk__in=ids)))
    student = in_lock_order(Student.objects.filter(pk=student_id)).first()
    if student is None:
        return None
    student.user = User.objects.get(pk=student.user_id)
    theirs = rows_of(student.pk)
    first: list[type[Model]] = [Contact, Interview, User]
    for model in (*first, *(model for model in theirs if model not in (*first, Student))):
        list(in_lock_order(theirs[model]).values_list("pk", flat=True))
    list(in_lock_order(mail_of(Person(student))).values_list("pk", flat=True))
    Student.objects.select_for_update().get(pk=student.pk)
    student.user = User.objects.select_for_update().get(pk=student.user_id)
    return student


def lately_anonymized(*, as_of: datetime) -> list[int]:
    """The students of whom a page may be saved still that was sent before. Their ids, each once."""
    lately = Deletion.objects.filter(way=Way.ANONYMIZED, carried_out_at__gt=as_of - LONGEST_REQUEST)
    return sorted({one.student_id for one in lately if one.student_id})


@transaction.atomic
def anonymize_again(*, student: int, as_of: datetime) -> None:
    """What was saved of this one, by id, only after they were anonymized goes, too."""
    if found := _locked(student):
        remove_mail(Person(found))
        anonymize(Person(found))
        refresh(user=found.user, as_of=as_of)


@transaction.atomic
def forget_last_mails() -> int:
    """The rows of last mails that have ended, and what came back of them: with them the address is gone."""
    ended = Message.objects.ended().filter(key__startswith=LAST_MAIL)
    rows = list(in_lock_order(ended))
    known = set(User.objects.filter(email__in=[row.address for row in rows]).values_list("email", flat=True))
    HardBounce.objects.filter(address__in={row.address.lower() for row in rows} - known).delete()
    Message.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
