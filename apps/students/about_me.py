"""About me: the student's own words on who they are, what they are curious about, and why. Used in what they send."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from apps.core.locking import in_lock_order
from apps.core.not_saved.giving_back import give_back
from apps.core.pages import form_page, next_page, posted, render_form
from apps.core.versions import VersionedForm, conflicts_on, refuse_older, version_of
from apps.students.loading import own_student
from apps.students.models import AboutMe, Student
from apps.students.requests import StudentRequest

FEWEST, MOST = 40, 80  # words; a hint, nothing is refused
WORDS_A_MINUTE = 130


def aloud(text: str) -> timedelta:
    """How long it takes to read the text aloud."""
    return timedelta(minutes=len(text.split()) / WORDS_A_MINUTE)


@transaction.atomic
def save_about_me(*, student: Student, text: str, seen: str | None = None) -> AboutMe:
    """Keep the text. Raises EditedElsewhere where it is not the version `seen` any more."""
    in_lock_order(Student.objects).get(pk=student.pk)
    known = AboutMe.objects.filter(student=student).first()
    refuse_older(known, seen, is_same=known is not None and known.text == text)
    about_me, _ = AboutMe.objects.update_or_create(student=student, defaults={"text": text})
    return about_me


class AboutMeForm(VersionedForm):
    text = forms.CharField(
        label="About me",
        help_text=f"{FEWEST} to {MOST} words, as you would say them.",
        max_length=2_000,
        error_messages={"required": "Write a sentence first. You can change it any time."},
        widget=forms.Textarea(attrs={"rows": 7}),
    )


@form_page
def about_me(request: StudentRequest) -> HttpResponse:
    """Write it and hear how long it is. `next` in the address is the page of ours that it was asked for on."""
    student = own_student(request)
    known = AboutMe.objects.filter(student=student).first()
    back = next_page(request)
    form = _form(known, posted(request))
    if form.is_valid():
        with conflicts_on(form, _form, zone=request.zone):
            save_about_me(student=student, text=form.cleaned_data["text"], seen=form.seen)
            messages.success(request, "Saved. You can use it in every message.")
            return redirect(back or request.path)
    give_back(request, [form])  # what is counted is what the page shows
    text = str(form["text"].value() or "")
    context: dict[str, Any] = {
        "form": form,
        "back": back,
        "words": len(text.split()),
        "seconds": round(aloud(text).total_seconds()),
        "fewest": FEWEST,
        "most": MOST,
        "words_a_minute": WORDS_A_MINUTE,
    }
    return render_form(request, "students/about_me.html", context)


def _form(known: AboutMe | None, data: QueryDict | None = None) -> AboutMeForm:
    return AboutMeForm(data, initial={"text": known.text if known else "", "version": version_of(known)})
