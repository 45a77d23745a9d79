from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.cohorts.models import Cohort
from apps.contacts.models import Source
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews.models import Interview, ThankYouNote
from apps.reflection.models import Reflection, ReflectionAnswer
from apps.students.models import Student
from tests import factories

DAY = timedelta(days=1)
SECRETS = {
    "name": "Ximena Quispe-Harrow",
    "email": "ximena.qh@hidden.example",
    "phone": "+1 555 010 7788",
    "profile_link": "https://people.example/ximena-qh",
    "learned": "She nearly quit in the second year",
    "thanks": "Dear Ximena, the story of the flooded archive",
    "kept": "I felt small in that office",
}


@pytest.fixture
def bobs(client_of: Callable[[User], Client], bob: User) -> Client:
    return client_of(bob)


def url_of(cohort: Cohort, student: Student) -> str:
    return reverse("dashboards:student", args=[cohort.pk, student.pk])


def exclusion_url(cohort: Cohort, student: Student, interview: Interview) -> str:
    return reverse("dashboards:exclusion", args=[cohort.pk, student.pk, interview.pk])


@pytest.fixture
def told(alice: Student) -> Interview:
    """A conversation with everything a student may write about it, none of it shared."""
    contact = factories.make_contact(
        student=alice,
        full_name=SECRETS["name"],
        email=SECRETS["email"],
        phone=SECRETS["phone"],
        profile_link=SECRETS["profile_link"],
        role="Archivist",
        organization="Harrow County",
        source=Source.ALUMNI,
    )
    interview = factories.make_held(
        alice,
        contact=contact,
        ended_ago=3 * DAY,
        learned=SECRETS["learned"],
        thanked_at=clock.now() - 3 * DAY + timedelta(hours=20),
        reflected_at=clock.now(),
    )
    ThankYouNote.objects.create(interview=interview, body=SECRETS["thanks"])
    reflection = Reflection.objects.create(interview=interview, verdict="ruled_out", nerves_before=5, nerves_after=2)
    question, _ = ReflectionQuestion.objects.get_or_create(text="How did it feel?")
    ReflectionAnswer.objects.create(reflection=reflection, question=question, text=SECRETS["kept"])
    return interview
