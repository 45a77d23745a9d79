"""A student with a row in every table that can hold something of theirs, and a string of its own in every text column
of these rows. The columns are the database's: what is new is planted, too, or has to be named here.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from pghistory.models import Context, Event
from psycopg import sql

from apps.accounts.models import Session, User, UserEvent  # type: ignore[attr-defined]
from apps.administration.models import Import, ImportedRow, Invitation
from apps.advising.models import AdviserNote, Hand, Nudge, ReflectionComment, ReflectionRead, Talk
from apps.campus.models import FieldOfInterest
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Exclusion, ThankYouNote
from apps.interviews.notes.models import Note
from apps.network.models import Referral
from apps.outbox.models import HardBounce, Message
from apps.outreach.models import Outreach
from apps.preparation.models import ChecklistTick, ResearchNote
from apps.privacy.models import Download
from apps.privacy.owned import lookups, rows_of
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.reminders.models import OptOut
from apps.students.models import AboutMe, Student
from tests import factories

# Tables that hold no word of a student's, and why.
NOT_THEIRS = {
    "audit_entry": "ids, and the address of a page",
    "outreach_nomoremail": "who asked for no more mail would get some again; the page says that it stays",
    "privacy_deletion": "ids, and the way",
    "auth_group": "not used",
    "auth_permission": "of the program",
    "administration_rememberedcolumn": "the headings of files",
    "administration_rememberedcohort": "what files call the cohorts",
    "campus_setuptoken": "of whoever set the server up",
    "campus_campus": "of the campus",
    "campus_fieldofinterest": "of the campus",
    "cohorts_cohort": "of the campus",
    "cohorts_term": "of the campus",
    "django_content_type": "of the program",
    "django_migrations": "of the program",
    "guidance_bankquestiontext": "of the program",
    "guidance_fieldtext": "of the program",
    "guidance_messagetemplate": "of the program",
    "guidance_nudgetemplate": "of the program",
    "guidance_placetolook": "of the program",
    "guidance_primertext": "of the program",
    "guidance_reflectionquestion": "of the program",
    "guidance_rungtext": "of the program",
    "outbox_heartbeat": "of the machine",
    "outbox_standstill": "of the machine",
    "campus_logo": "of the campus",
    "volunteers_volunteer": "of the volunteers",
}
HISTORIES_OF_OTHERS = {"campus.Campus", "cohorts.Cohort", "cohorts.Term", "cohorts.Caseload", "volunteers.Volunteer"}
# Columns of theirs that a constraint keeps to the codes of the program, or empty where the row names an account.
CODES = {
    "reminders_reminder.address",
    "accounts_user.role",
    "advising_hand.step",
    "contacts_contact.name_use",
    "contacts_contact.source",
    "interviews_interview.exit",
    "interviews_interview.format",
    "interviews_interview.thanked_how",
    "outbox_message.audience",
    "outbox_message.lane",
    "outbox_message.state",
    "outbox_message.writer",
    "outreach_outreach.answer",
    "outreach_outreach.channel",
    "outreach_outreach.kind",
    "outreach_outreach.sent_how",
    "preparation_researchnote.slot",
    "reflection_reflection.verdict",
}
# What a file of students is called and how many rows it had: of the campus. What its rows say is planted.
NOT_OF_ROWS = {
    f"administration_import.{name}" for name in ("file_name", "sheet", "columns", "counts", "problem", "kind", "state")
}
_TEXT = {"text", "character varying", "character", "json", "jsonb", "ARRAY", "bytea"}
_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type, c.character_maximum_length, c.is_generated = 'ALWAYS', c.udt_name
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = ANY (%s) ORDER BY 1, 2
"""


def columns() -> dict[str, dict[str, tuple[str, int | None, bool, str]]]:
    """By table and name, every column that can hold words: type, length, whether it is generated, and inner type."""
    found: dict[str, dict[str, tuple[str, int | None, bool, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [sorted(_TEXT)])
        for table, name, *about in cursor.fetchall():
            if about[3] not in ("_int8", "_int4", "_int2"):
                found.setdefault(table, {})[name] = tuple(about)
    return found


def make_whole(student: Student, *, cohort: Cohort, adviser: User, office: User) -> None:
    """A row of everything, and a message to them that a reminder, and one that only their address tells of."""
    now = clock.now()
    student.interests.add(FieldOfInterest.objects.get_or_create(name="Hydrology")[0])
    contact = factories.make_contact(student=student)
    asked, done = now - timedelta(days=9), now - timedelta(hours=1)
    interview = factories.make_held(
        student, contact=contact, asked_at=asked, replied_at=asked, thanked_at=done, reflected_at=done
    )
    named = factories.make_contact(student=student, introduced_by=contact)
    Referral.objects.create(interview=interview, contact=named)
    Exclusion.objects.create(interview=interview, cohort=cohort, adviser=adviser, reason="Twice")
    ThankYouNote.objects.create(interview=interview, body="Thanks")
    Note.objects.create(interview=interview, key="anything", body="Rivers")
    ResearchNote.objects.create(interview=interview, slot="path", body="Rivers")
    factories.make_question(interview)
    ChecklistTick.objects.create(interview=interview, item="place")
    reflection = Reflection.objects.create(interview=interview, shared_at=now, verdict="closer", nerves_before=3)
    question, _ = ReflectionQuestion.objects.get_or_create(text="What surprised you?")
    ReflectionAnswer.objects.create(reflection=reflection, question=question, text="Much")
    ReflectionComment.objects.create(reflection=reflection, author=adviser, text="Good", token=uuid4())
    ReflectionRead.objects.create(reflection=reflection, adviser=adviser, read_at=now)
    went = {"sent_how": "acquaint", "sent_at": now}
    Outreach.objects.create(student=student, interview=interview, kind="conversation", channel="email", **went)
    factories.make_named(named)
    AdviserNote.objects.create(student=student, cohort=cohort, author=adviser, text="Ask again", token=uuid4())
    Talk.objects.create(student=student, adviser=adviser, day=now.date())
    Hand.objects.create(student=student, step="ask")
    factories.make_nudged(student, cohort=cohort, adviser=adviser)
    AboutMe.objects.create(student=student, text="I like rivers")
    OptOut.objects.create(user=student.user, group="thank_you")
    Session.objects.create(session_key=uuid4().hex, user=student.user, expire_date=now, last_seen_at=now)
    Invitation.objects.create(user=student.user, cohort=cohort, invited_by=office)
    Download.objects.create(student=student, requested_at=now, made_at=now, content=b"PK")
    address = EmailAddress.objects.create(user=student.user, email=student.user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key=uuid4().hex)
    Authenticator.objects.create(user=student.user, type="totp", data={})
    reminder = factories.make_reminder(kind="goal", cause_key=f"{student.pk}", user=student.user, due_at=now)
    posted = {"writer": "", "subject": "Hi", "address": student.user.email}
    Message.objects.filter(pk=reminder.pk).update(**posted)
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(user=office, content_type=people, object_id=student.user_id, action_flag=CHANGE)
    student.refresh_from_db()


def _plants() -> Iterator[str]:
    for number in count(100):
        yield f"zq{number}"


PLANTS = _plants()  # three figures, because the shortest column has room for five signs


def plant(student: Student) -> dict[str, str]:
    """A string in every text column of every row of theirs: the column of each. Raises AssertionError for a table that
    nobody has thought of, or that has no row here.
    """
    global PLANTS
    PLANTS = _plants()
    planted: dict[str, str] = {}
    refused: set[str] = set()
    every = columns()
    rows: dict[str, tuple[str, list[Any]]] = {}
    for model, found in rows_of(student.pk).items():
        rows[model._meta.db_table] = (model._meta.pk.column, list(found.values_list("pk", flat=True)))
    for model, found in (
        (Nudge, Nudge.objects.filter(nudged__student=student)),
        (EmailAddress, EmailAddress.objects.filter(user=student.user_id)),
        (EmailConfirmation, EmailConfirmation.objects.filter(email_address__user=student.user_id)),
        (Authenticator, Authenticator.objects.filter(user=student.user_id)),
        (Message, Message.objects.filter(reminder__user=student.user_id)),
    ):
        rows[model._meta.db_table] = ("id", list(found.values_list("pk", flat=True)))
    file = Import.objects.create(kind="students", state="done")
    rows[Import._meta.db_table] = ("id", [file.pk])
    row = ImportedRow.objects.create(of=file, place=2, outcome="changed", student=student)
    rows[ImportedRow._meta.db_table] = ("id", [row.pk])
    histories = {table: event for model in lookups() for table, event in _histories(model)}
    histories |= {Context._meta.db_table: Context, LogEntry._meta.db_table: LogEntry}
    others = {table for label in HISTORIES_OF_OTHERS for table, _ in _histories(apps.get_model(label))}
    later = {HardBounce._meta.db_table, *histories}
    unknown = set(every) - {*rows, *later, *NOT_THEIRS, *others}
    assert not unknown, f"Whose are these tables? {unknown}"
    for table, (key, pks) in rows.items():
        assert pks, f"{table}: no row to plant in"
        for name, about in every.get(table, {}).items():
            if about[2] or f"{table}.{name}" in NOT_OF_ROWS:
                continue
            if _set(table, key, pks[0], name, about):
                planted[_last()] = f"{table}.{name}"
            else:
                refused.add(f"{table}.{name}")
    assert refused == CODES, f"Which words do these columns take? {refused ^ CODES}"
    student.refresh_from_db()
    student.user.refresh_from_db()
    HardBounce.objects.create(address=student.user.email, answer="550")
    planted |= dict(_recorded(student, every, histories))
    planted |= dict(_of_a_former_address(student))
    return planted


def _of_a_former_address(student: Student) -> Iterator[tuple[str, str]]:
    """What stays of it where it bounced, and they have another one since."""
    words = next(PLANTS)
    held = {"pgh_obj_id": student.user_id, "pgh_label": "update", "role": "student", "is_active": True}
    address = f"{words}@plants.example"
    UserEvent.objects.create(email=address, **held)
    HardBounce.objects.create(address=address, answer="550")
    for audience in ("student", "sign_in"):
        about = {"subject": "Hi", "resend_when_unanswered": False, "due_at": clock.now()}
        Message.objects.create(key=f"former:{audience}:{student.pk}", audience=audience, address=address, **about)
    UserEvent.objects.create(email=student.user.email, **held)
    yield words, "outbox_message.address, of a former address"


_made: list[str] = []


def _last() -> str:
    return _made[-1]


def _value(about: tuple[str, int | None, bool, str]) -> Any:
    kind, longest, *_ = about
    words = next(PLANTS)
    _made.append(words)
    if kind != "ARRAY" and (longest is None or longest >= 40):
        words = f"{words}@plants.example"
    if kind == "bytea":
        return words.encode()
    if kind in ("json", "jsonb"):
        return f'{{"said": "{words}"}}'
    return [words] if kind == "ARRAY" else words


def _set(table: str, key: str, pk: Any, name: str, about: tuple[str, int | None, bool, str]) -> bool:
    """Whether the database takes any words there."""
    statement = sql.SQL("UPDATE {} SET {} = %s WHERE {} = %s").format(*map(sql.Identifier, (table, name, key)))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [_value(about), pk])
    except IntegrityError:
        return False
    return True


def _histories(model: type[Model]) -> Iterator[tuple[str, Any]]:
    for event in apps.get_models():
        if issubclass(event, Event) and not event._meta.proxy and getattr(event, "pgh_tracked_model", None) is model:
            yield event._meta.db_table, event


def _recorded(student: Student, every: dict, histories: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What may only be added to: of each a copy of a row of theirs, with a string in every column."""
    context = Context.objects.create(id=uuid4(), metadata={"user": student.user_id, "url": f"/{next(PLANTS)}/"})
    yield context.metadata["url"].strip("/"), "pghistory_context.metadata"
    for table, event in histories.items():
        if event is Context:
            continue
        if event is LogEntry:
            (row,) = LogEntry.objects.filter(object_id=str(student.user_id))
        else:
            lookup = lookups()[event.pgh_tracked_model]
            row = event.objects.filter(**{f"pgh_obj__{lookup}": student.pk}).first()
            if row is None:
                original = event.pgh_tracked_model._base_manager.filter(**{lookup: student.pk}).first()
                tracked = {f.name for f in event.pgh_tracked_model._meta.concrete_fields}
                copied = {f.attname: getattr(original, f.attname) for f in event._meta.fields if f.name in tracked}
                row = event(pgh_obj_id=original.pk, pgh_created_at=clock.now(), **copied)
        row.pk, row._state.adding = None, True
        if event is not LogEntry:
            row.pgh_context_id, row.pgh_label = context.pk, "update"
        for name, about in every.get(table, {}).items():
            if name not in ("pgh_label", "object_id"):
                setattr(row, name, _value(about))
                yield _last(), f"{table}.{name}"
        row.save(force_insert=True)


def found() -> dict[str, list[str]]:
    """Every planted string that stands anywhere in the database, with where it stands."""
    where: dict[str, list[str]] = {}
    parts = [
        sql.SQL("SELECT {}, {}, (regexp_matches({}, 'zq[0-9]{{3}}', 'g'))[1] FROM {}").format(
            sql.Literal(table),
            sql.Literal(name),
            sql.SQL("encode({}, 'escape')" if about[0] == "bytea" else "{}::text").format(sql.Identifier(name)),
            sql.Identifier(table),
        )
        for table, named in columns().items()
        for name, about in named.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        for table, name, words in cursor.fetchall():
            where.setdefault(words, []).append(f"{table}.{name}")
    return where
