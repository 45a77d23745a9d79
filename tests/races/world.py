"""What two writers meet in one round: students with people, conversations and mail that is due, a cohort, and staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.internal.flows.login import record_authentication
from django.core.signing import TimestampSigner
from django.db import transaction
from django.http import HttpRequest
from django.test import Client

from apps.accounts.models import User
from apps.administration.invitations.actions import invite_all
from apps.campus.models import Campus
from apps.cohorts.models import Cohort
from apps.contacts.models import Contact
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews.causes import refresh_reminders
from apps.interviews.models import Interview
from apps.outreach.models import Outreach
from apps.privacy.models import Deletion
from apps.students.actions import archive
from apps.students.models import Student
from tests import factories


@dataclass
class World:
    """Alice knows Friend, and Other, who may be the same person and whom she thinks of asking; she asked Aunt who they
    know. She agreed a date with one more, and has talked with two more, of whom she logged one.

    Charlie is a student, too. Both are in `cohort` and in nobody's `other_cohort`.
    """

    now: datetime
    alice: Student
    charlie: Student
    friend: Contact
    other: Contact
    aunt: Contact
    asked: Outreach
    idea: Interview
    planned: Interview
    held: Interview
    unlogged: Interview
    cohort: Cohort
    other_cohort: Cohort
    third_cohort: Cohort
    memberships: dict[int, int]
    question: ReflectionQuestion
    deletion: Deletion
    ada: User

    def browser(self, whose: str) -> Client:
        """The student's "phone", the "office" of the administrator, or nobody's."""
        browser = Client(raise_request_exception=False)
        if user := {"phone": self.alice.user, "office": self.ada}.get(whose):
            browser.force_login(user)
            request = HttpRequest()
            request.session = browser.session
            record_authentication(request, user, "code")  # a moment ago, so that no act is asked who is there
            request.session.save()
        return browser

    @property
    def token(self) -> str:
        """What Alice's forms carry beside the fields: whose they are."""
        return TimestampSigner(salt="acquaint.form").sign(str(self.alice.user.pk))


@transaction.atomic
def make_world(*, archived: bool = False) -> World:
    """`archived`: both students are."""
    Campus.objects.update(sends_outreach=True)
    now, campus = clock.now(), Campus.objects.current()
    alice, charlie = (factories.make_student(full_name=name) for name in ("Alice Okafor", "Charlie Nakamura"))
    friend, other, met, expected, aunt = (
        factories.make_contact(student=alice, full_name=name, role="", organization="", source="")
        for name in ("Rosa Delgado", "Wei Zhang", "Ama Boateng", "Jun Park", "Maria Ortiz")
    )
    went = {"kind": "who_do_you_know", "channel": "text", "sent_how": "copy", "sent_at": now}
    asked = Outreach.objects.create(student=alice, contact=aunt, **went)
    idea = factories.make_interview(student=alice, contact=other)
    planned = Interview(student=alice, contact=expected, scheduled_at=now)
    planned.plan(starts_at=now + timedelta(days=2), minutes=30, format="video")
    planned.save()
    held = factories.make_held(alice, contact=met)
    unlogged = factories.make_unlogged(alice)
    for interview in (planned, held, unlogged):
        refresh_reminders(interview, campus=campus, as_of=now)
    ada = factories.make_administrator()
    cohort = factories.make_cohort(students=[alice, charlie])
    invite_all(people=[charlie.user, alice.user], cohort=cohort, invited_by=ada, as_of=now)
    if archived:
        archive(students=[alice, charlie], as_of=now)
    question, _ = ReflectionQuestion.objects.get_or_create(position=1, defaults={"text": "What surprised you?"})
    return World(
        now=now,
        alice=alice,
        charlie=charlie,
        friend=friend,
        other=other,
        aunt=aunt,
        asked=asked,
        idea=idea,
        planned=Interview.objects.get(pk=planned.pk),
        held=Interview.objects.get(pk=held.pk),
        unlogged=Interview.objects.get(pk=unlogged.pk),
        cohort=cohort,
        other_cohort=factories.make_cohort(),
        third_cohort=factories.make_cohort(),
        memberships=dict(cohort.memberships.values_list("student", "pk")),
        question=question,
        deletion=Deletion.objects.create(student=alice, asked_at=now),
        ada=ada,
    )
