"""What changes a student's people. The list and the page of one are in dashboards, which know more about them."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.contacts import actions
from apps.contacts.forms import ContactForm, JustMetForm
from apps.contacts.models import Contact
from apps.contacts.start.ladder import FIRST_NAMES
from apps.contacts.which_one import what_was_kept
from apps.core.not_saved.refusing import lead_on
from apps.core.pages import carried, form_page, posted, refusals_on, render_form, way_back
from apps.core.versions import conflicts_on
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

FILTERS = ("rung", "talked", "show")  # of the list of people, beside its `q`


@form_page
def add(request: StudentRequest) -> HttpResponse:
    """A new name. Only the name is needed; with `another`, the next one follows at once."""
    student = own_student(request)
    form = ContactForm(posted(request), student=student)
    if form.is_valid():
        with refusals_on(form, actions.NotPossible, field="introduced_by"), form.questions():
            told = form.save(commit=False)
            contact = actions.add_contact(student=student, contact=told, choice=form.cleaned_data["contact"])
            kept = what_was_kept(form.known, contact)
            if "another" in request.POST:
                messages.success(request, kept)
                return redirect("contacts:add")
            messages.success(request, kept if form.known else f"{kept} Next: ask for twenty minutes.")
            return redirect("contacts:list")
    people = Contact.objects.visible_to(request.user).active()
    context = {"form": form, "names": people.count(), "first_names": FIRST_NAMES}
    return render_form(request, "contacts/form.html", context)


@form_page
def just_met(request: StudentRequest) -> HttpResponse:
    """A name and one word; home asks for the rest in the evening."""
    student = own_student(request)
    form = JustMetForm(posted(request), student=student)
    if form.is_valid():
        with form.questions():
            contact = actions.add_contact(
                student=student,
                contact=form.told(),
                choice=form.cleaned_data["contact"],
                if_new={"just_met_at": request.now},
            )
            evening = contact.asks_rest_from(request.zone)
            later = (
                f" Home asks you for the rest {'this evening' if request.now < evening else 'now'}." if evening else ""
            )
            messages.success(request, what_was_kept(form.known, contact) + later)
            return redirect("contacts:detail", pk=contact.pk)
    return render_form(request, "contacts/just_met.html", {"form": form})


@form_page
def edit(request: StudentRequest, pk: int) -> HttpResponse:
    contact = Contact.objects.visible_to(request.user).select_related("student").filter(pk=pk).first()
    if contact is None:
        return _removed(request, pk)
    name = contact.full_name
    form = ContactForm(posted(request), instance=contact, student=contact.student)
    if form.is_valid():
        changed = [name for name in form.changed_data if name != "version"]
        saved = partial(ContactForm, student=contact.student)
        with (
            refusals_on(form, actions.NotPossible, field="introduced_by"),
            conflicts_on(form, lambda known: saved(instance=known), zone=request.zone),
        ):
            try:
                actions.change_contact(contact=form.save(commit=False), fields=changed, seen=form.seen)
            except actions.Removed:
                return _removed(request, pk)
            messages.success(request, "Saved.")
            return redirect(reverse("contacts:detail", args=[pk]) + carried(request))
    context = {"form": form, "contact_pk": contact.pk, "contact_name": name, "carried": carried(request)}
    context["asks_rest"] = contact.just_met_at is not None
    return render_form(request, "contacts/form.html", context)


def _removed(request: StudentRequest, pk: int) -> HttpResponse:
    """What was typed about someone who was removed meanwhile goes to the page that adds them. Raises Http404 for
    someone else's person, and where nothing was typed.
    """
    if request.method != "POST" or Contact.objects.filter(pk=pk).exists():
        raise Http404
    why = f"{actions.Removed()} Your words are still here. Save them if you want to add this person again."
    return lead_on(request, reverse("contacts:add"), why=why)


@require_POST
def rest(request: StudentRequest, pk: int) -> HttpResponse:
    """That is all: home asks no more about someone just met."""
    return _done(request, pk, actions.tell_no_more, "All right. You can add more about {0.greeting} any time.")


@require_POST
def archive(request: StudentRequest, pk: int) -> HttpResponse:
    said = "{0.full_name} is archived. Everything you wrote stays."
    return _done(request, pk, partial(actions.archive, as_of=request.now), said)


@require_POST
def archive_withdrawal(request: StudentRequest, pk: int) -> HttpResponse:
    return _done(request, pk, actions.withdraw_archive, "{0.full_name} is back in your people.")


def _done(request: StudentRequest, pk: int, action: Callable[..., Contact], said: str) -> HttpResponse:
    """One action on one's own person, and back to their page. Raises Http404 where they are someone else's, or gone."""
    try:
        contact = action(contact=_own(request, pk))
    except actions.Removed as error:
        raise Http404 from error
    messages.success(request, said.format(contact))
    return redirect(reverse("contacts:detail", args=[pk]) + carried(request))


@require_POST
def removal(request: StudentRequest, pk: int) -> HttpResponse:
    contact = _own(request, pk)
    try:
        actions.remove_contact(contact=contact)
    except actions.NotPossible as error:
        instead = "" if contact.is_archived else f" You can archive {contact.greeting} instead, on this page."
        messages.error(request, f"{error}{instead}")
        return redirect(reverse("contacts:detail", args=[pk]) + carried(request))
    messages.success(request, f"{contact.full_name} is no longer in your people.")
    return redirect(reverse("contacts:list") + way_back(request, filters=FILTERS))


def _own(request: StudentRequest, pk: int) -> Contact:
    return get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
