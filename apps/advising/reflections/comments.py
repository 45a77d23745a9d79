"""Answering a reflection that a student shares: a comment, which the student reads beside it and keeps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.requests import SignedInRequest
from apps.advising.models import ReflectionComment, ReflectionRead
from apps.advising.reflections.reminder import comment_causes, key_of
from apps.advising.words import CommentForm, refuse_other_words
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Membership
from apps.core.locking import in_lock_order
from apps.core.not_saved.refusing import lead_on
from apps.core.pages import carried, form_page, posted, refusals_on, render_form
from apps.core.text import row_id
from apps.interviews.actions import NotPossible
from apps.reflection.models import Reflection
from apps.reminders.actions import refresh_causes
from apps.students.models import Student

_NOT_SHARED = "{} does not share this reflection any more."


@transaction.atomic
def comment(*, reflection: Reflection, author: User, text: str, token: UUID, as_of: datetime) -> bool:
    """Whether it is a new one: with the same `token` twice is once. The student hears of it in their morning note, and
    the author has read what they answer.

    Raises NotPossible where the reflection is not shared with the author, or not any more, and OtherWords.
    """
    student = in_lock_order(Student.objects.select_related("user")).get(interviews__reflection=reflection)
    if not Reflection.objects.visible_to(author).filter(pk=reflection.pk).exists():
        raise NotPossible(_NOT_SHARED.format(student.user.greeting))
    sent = {"reflection_id": reflection.pk, "author_id": author.pk, "text": text}
    made, is_new = ReflectionComment.objects.get_or_create(token=token, defaults=sent)
    refuse_other_words(made, **sent)
    if is_new:
        ReflectionRead.objects.update_or_create(reflection=reflection, adviser=author, defaults={"read_at": as_of})
        refresh_causes(comment_causes, [key_of(made)], as_of=as_of)
    return is_new


@form_page
def commenting(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reflection as it is shared, the comments on it, and a form for one more. `cohort` in the address is where to
    go afterwards. Unshared while the comment was written, it leads to the student's page with the words.
    """
    membership = _membership(request, pk)
    student = membership.student
    back = reverse("dashboards:student", args=[membership.cohort_id, student.pk]) + carried(request)
    reflection = _shared(request.user, pk)
    if reflection is None:
        if request.method != "POST":
            raise Http404
        return lead_on(request, back, why=_NOT_SHARED.format(student.user.greeting), words={"text"})
    form = CommentForm(posted(request))
    if form.is_valid():
        with refusals_on(form, NotPossible), transaction.atomic():
            if comment(reflection=reflection, author=request.user, as_of=request.now, **form.words):
                record_change(actor=request.user, page="advising:comment", student_ids=[student.pk], reason="commented")
            messages.success(request, f"Saved. {student.user.greeting} hears of it in the morning note.")
            return redirect(f"{back}#interview-{reflection.interview_id}")
        form.renew_token()
    if request.method != "HEAD":
        record_view(actor=request.user, page="advising:comment", student_ids=[student.pk])
    context = {
        "form": form,
        "reflection": reflection,
        "answers": reflection.answers.select_related("question"),
        "comments": reflection.comments.annotate(by=F("author__display_name"), at=F("created_at")),
        "who": ", ".join(filter(None, (reflection.name, reflection.role, reflection.organization))) or "someone",
        "student": student,
        "back": back,
        "as_of": request.now,
    }
    return render_form(request, "advising/comment.html", context)


def _membership(request: SignedInRequest, pk: int) -> Membership:
    """Where its student shares with this person: in the cohort that the address names, otherwise in their latest."""
    found = Membership.objects.shared_with(request.user).filter(student__interviews__reflection=pk)
    asked = row_id(request.GET.get("cohort", "")) or 0
    found = found.annotate(is_asked=Case(When(cohort=asked, then=1), default=0)).select_related("student__user")
    if membership := found.order_by("-is_asked", "-cohort__due_on", "pk").first():
        return membership
    raise Http404


def _shared(user: User, pk: int) -> Any:
    """None where it is not shared with them. With whom it was is known as far as the reader may know it."""
    contact = "interview__contact__"
    name = Case(When(**{f"{contact}name_shared": True}, then=F(f"{contact}full_name")), default=Value(""))
    found = Reflection.objects.visible_to(user).annotate(
        name=name, role=F(f"{contact}role"), organization=F(f"{contact}organization")
    )
    return found.filter(pk=pk).first()
