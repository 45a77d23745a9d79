"""What came back to “Who do you know?”: a name, nobody, or later. A name becomes one of the student's people."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from apps.contacts.actions import NotPossible, Removed, add_contact, note_introducer, own_locked
from apps.contacts.identity import NOT_ASKED, Choice
from apps.contacts.models import Contact, NameUse, Source
from apps.contacts.which_one import AsksWhichOne, what_was_kept
from apps.core.form_fields import OneLineField
from apps.core.not_saved.refusing import lead_on
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.text import row_id
from apps.outreach.composing.views import writing_for_contact
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Answer, Outreach
from apps.outreach.moved import lead_to_them
from apps.students.requests import StudentRequest


class AnswerForm(AsksWhichOne):
    """Who they named, where they named somebody."""

    field_order = ("answer", "full_name", "contact")

    answer = forms.ChoiceField(
        label="What did they say?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said.", "invalid_choice": "Choose one of these."},
    )
    full_name = OneLineField(
        label="Who did they name?", help_text="A first name is enough.", max_length=120, required=False
    )
    role = OneLineField(label="What do they do?", max_length=120, required=False)
    name_use = forms.ChoiceField(
        label="May you say who sent you?",
        choices=NameUse.choices,
        initial=NameUse.NOT_YET,
        widget=forms.RadioSelect(attrs={"class": "pick--list"}),
        required=False,
    )

    def __init__(self, *args: Any, introducer: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.introducer = introducer

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") != Answer.NAME:
            # Words beside another answer are no name, and the question about them is not asked.
            if self.cleaned_data.get("full_name"):
                self.add_error("answer", "You typed a name. Choose “They gave me a name”, or empty the field.")
            return self.cleaned_data
        cleaned = super().clean()
        if not cleaned.get("full_name") and "full_name" not in self.errors:
            self.add_error("full_name", "Add the name. A first name is fine.")
        elif self.known == self.introducer:
            self.add_error("full_name", "They named themselves? Ask them for twenty minutes on their page.")
        return cleaned


@transaction.atomic
def record_answer(
    *,
    message: Outreach,
    answer: Answer,
    as_of: datetime,
    named: Contact | None = None,
    name_use: NameUse = NameUse.NOT_YET,
    choice: Choice = NOT_ASKED,
) -> Contact | None:
    """Keep what they said; said again, the last word stands. Whom they `named` becomes one of the student's people,
    introduced by them, and thanks are due.

    Raises Unsure where the student must say who it is, Removed where the introducer is gone, and NotPossible before
    the message went.
    """
    introducer = message.contact
    assert introducer is not None  # noqa: S101 - its kind belongs to a contact
    own_locked(introducer)
    found = Outreach.objects.get(pk=message.pk)
    if not found.is_sent:
        raise NotPossible("Say first that you sent your message.")
    person = None
    if named:
        if_new = {"source": Source.REFERRAL, "introduced_by": introducer, "name_use": name_use}
        person = add_contact(student=introducer.student, contact=named, choice=choice, if_new=if_new)
        if person == introducer:
            raise NotPossible("They named themselves? Ask them for twenty minutes on their page.")
        note_introducer(contact=person, by=introducer, name_use=name_use)
    if found.answer != answer:
        found.thanked_at = None
    found.answer, found.answered_at = answer, as_of
    found.save(update_fields=["answer", "answered_at", "thanked_at"])
    return person


@transaction.atomic
def withdraw_answer(*, message: Outreach) -> None:
    """Undo the answer, with the thanks for it; whom they named stays. Twice is once.

    Raises Removed where the contact is gone.
    """
    assert message.contact is not None  # noqa: S101 - its kind belongs to a contact
    own_locked(message.contact)
    Outreach.objects.filter(pk=message.pk).update(answer="", answered_at=None, thanked_at=None)


@transaction.atomic
def thank_introducer(*, message: Outreach, as_of: datetime | None) -> None:
    """The student thanked them, for each name they gave; with None not for this one after all. The first time
    stands. Raises NotPossible before they gave one.
    """
    if as_of:
        if not Outreach.objects.filter(contact=message.contact_id, answer=Answer.NAME).exists():
            raise NotPossible("They haven’t given you a name yet. Say below when they do.")
        Outreach.objects.owing_thanks().filter(contact=message.contact_id).update(thanked_at=as_of)
    else:
        Outreach.objects.filter(pk=message.pk).update(thanked_at=None)


@form_page
def answer(request: StudentRequest, pk: int) -> HttpResponse:
    """What came of the `message` that the address or the form names, otherwise of the latest."""
    try:
        return _answer(request, writing_for_contact(request, pk))
    except Http404:
        return lead_to_them(request, pk, "outreach:who_do_you_know_answer", otherwise="contacts:add")


def _answer(request: StudentRequest, about: Writing) -> HttpResponse:
    sent = about.messages.filter(sent_at__isnull=False).select_related("contact")
    key = request.POST.get("message") or request.GET.get("message", "")
    message = sent.filter(pk=row_id(key) or 0).first() or sent.first()
    if message is None and request.method == "POST":  # it was taken back in another tab
        why = "Say first that you sent your message. Your words are still here."
        return lead_on(request, about.url(), why=why, words=("full_name", "role"))
    if message is None:
        messages.info(request, "Write your message first, and say that you sent it.")
        return redirect(about.url())
    form = AnswerForm(
        posted(request), student=about.student, introducer=about.contact, initial={"answer": message.answer}
    )
    if form.is_valid():
        data = form.cleaned_data
        said = Answer(data["answer"])
        named = form.told() if said == Answer.NAME else None
        with refusals_on(form, NotPossible), form.questions():
            try:
                person = record_answer(
                    message=message,
                    answer=said,
                    named=named,
                    name_use=NameUse(data["name_use"] or NameUse.NOT_YET),
                    choice=data["contact"],
                    as_of=request.now,
                )
            except Removed as error:
                raise Http404 from error
            messages.success(request, _said(form, said, person, about.who))
            return redirect(_page(about, message) if person else about.leads_back_to)
    context = {
        "form": form,
        "contact": about.contact,
        "message": message,
        "to_thank": Outreach.objects.owing_thanks().filter(contact=about.contact).first(),
        "named": _named(about.contact),
    }
    return render_form(request, "outreach/answer.html", context)


def _page(about: Writing, message: Outreach) -> str:
    return f"{about.url('answer')}?message={message.pk}"


def _said(form: AnswerForm, said: Answer, person: Contact | None, who: str) -> str:
    if person:
        return f"{what_was_kept(form.known, person)} Thank {who} for the name."
    if said == Answer.NOBODY:
        return "That’s all right. Asking was the hard part, and you did it."
    return f"Good. {who} will think about it. Say here when there is a name."


def _named(contact: Contact) -> list[Contact]:
    return list(Contact.objects.filter(introduced_by=contact).order_by("-pk")[:5])


@require_POST
def thanks(request: StudentRequest, pk: int) -> HttpResponse:
    return _pressed(
        request, pk, partial(thank_introducer, as_of=request.now), "Good. They’ll be glad to hear it helped."
    )


@require_POST
def withdraw_thanks(request: StudentRequest, pk: int) -> HttpResponse:
    return _pressed(request, pk, partial(thank_introducer, as_of=None), "Undone. Thank them when you are ready.")


@require_POST
def answer_withdrawal(request: StudentRequest, pk: int) -> HttpResponse:
    return _pressed(request, pk, withdraw_answer, "Undone. Your people stay as they are.")


def _pressed(request: StudentRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    about = writing_for_contact(request, pk)
    sent = about.messages.filter(sent_at__isnull=False).select_related("contact")
    message = get_object_or_404(sent, pk=row_id(request.POST.get("message", "")) or 0)
    try:
        action(message=message)
    except Removed as error:
        raise Http404 from error
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(_page(about, message))
