"""What advisers note about a student, and the page on which the student reads it."""

from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.advising.models import AdviserNote
from apps.advising.words import refuse_other_words
from apps.cohorts.models import Membership
from apps.core.locking import in_lock_order
from apps.core.pages import page_of
from apps.students.loading import own_student
from apps.students.models import Student
from apps.students.requests import StudentRequest

PER_PAGE = 50


@transaction.atomic
def add_note(*, membership: Membership, author: User, text: str, token: UUID) -> bool:
    """Whether it is a new one: with the same `token` twice is once. Raises OtherWords."""
    in_lock_order(Student.objects).get(pk=membership.student_id)
    sent = {
        "student_id": membership.student_id,
        "cohort_id": membership.cohort_id,
        "author_id": author.pk,
        "text": text,
    }
    made, is_new = AdviserNote.objects.get_or_create(token=token, defaults=sent)
    refuse_other_words(made, **sent)
    return is_new


@transaction.atomic
def remove_note(*, note: AdviserNote) -> bool:
    """Whether it was there: twice is once."""
    in_lock_order(Student.objects).get(pk=note.student_id)
    removed, _ = AdviserNote.objects.filter(pk=note.pk).delete()
    return bool(removed)


@require_safe
def about_me(request: StudentRequest) -> HttpResponse:
    """All that advisers noted about the signed-in student, newest first."""
    own_student(request)
    notes = AdviserNote.objects.visible_to(request.user).select_related("author", "cohort")
    page = page_of(request, notes, PER_PAGE)
    return render(request, "advising/adviser_notes.html", {"page": page, "as_of": request.now})
