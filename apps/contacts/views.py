from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from apps.contacts import actions
from apps.contacts.forms import ContactForm
from apps.contacts.identity import alike_to
from apps.contacts.models import Contact
from apps.contacts.which_one import what_was_kept
from apps.core.not_saved.refusing import lead_on
from apps.core.pages import carried, form_page, here, page_of, posted, refusals_on, render_form, way_back
from apps.core.text import one_line
from apps.core.versions import conflicts_on
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

PER_PAGE = 50
FIRST_NAMES = 5  # what a student is asked to begin with


@require_safe
@vary_on_headers("HX-Request")
def contact_list(request: StudentRequest) -> HttpResponse:
    """The student's people by name; `q` finds in name, role and organization."""
    own_student(request)
    query = one_line(request.GET.get("q", ""))[:100].replace("\x00", "")
    contacts = Contact.objects.visible_to(request.user).select_related("introduced_by")
    if query:
        contacts = contacts.found_by(query)
    page = page_of(request, contacts, PER_PAGE)
    # htmx asks for the list alone, as it is typed; everybody else gets the page.
    template = "contacts/list.html#people" if request.htmx else "contacts/list.html"
    return render(request, template, {"page": page, "query": query, "here": here(request)})


@form_page
def add(request: StudentRequest) -> HttpResponse:
    """A new name. Only the name is needed; with `another`, the next one follows at once."""
    student = own_student(request)
    form = ContactForm(posted(request), student=student)
    if form.is_valid():
        with refusals_on(form, actions.NotPossible), form.questions():
            told = form.save(commit=False)
            contact = actions.add_contact(student=student, contact=told, choice=form.cleaned_data["contact"])
            kept = what_was_kept(form.known, contact)
            if "another" in request.POST:
                messages.success(request, kept)
                return redirect("contacts:add")
            messages.success(request, kept if form.known else f"{kept} Next: ask for twenty minutes.")
            return redirect("contacts:list")
    context = {"form": form, "names": Contact.objects.visible_to(request.user).count(), "first_names": FIRST_NAMES}
    return render_form(request, "contacts/form.html", context)


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
            refusals_on(form, actions.NotPossible),
            conflicts_on(form, lambda known: saved(instance=known), zone=request.zone),
        ):
            try:
                actions.change_contact(contact=form.save(commit=False), fields=changed, seen=form.seen)
            except actions.Removed:
                return _removed(request, pk)
            messages.success(request, "Saved.")
            told = {"full_name", "email", "profile_link"} & {*changed}
            if told and _twins(contact):
                return redirect(reverse("contacts:edit", args=[pk]) + carried(request))
            return _back(request)
    twins = [] if form.is_bound else _twins(contact)
    context = {"form": form, "contact_pk": contact.pk, "contact_name": name, "twins": twins}
    context |= {"way_back": way_back(request, at=f"contact-{pk}"), "carried": carried(request)}
    return render_form(request, "contacts/form.html", context)


def _removed(request: StudentRequest, pk: int) -> HttpResponse:
    """What was typed about someone who was removed meanwhile goes to the page that adds them. Raises Http404 for
    someone else's person, and where nothing was typed.
    """
    if request.method != "POST" or Contact.objects.filter(pk=pk).exists():
        raise Http404
    why = f"{actions.Removed()} Your words are still here. Save them if you want to add this person again."
    return lead_on(request, reverse("contacts:add"), why=why)


def _twins(contact: Contact) -> list[Contact]:
    """The student's others who have this name, this address or this link."""
    return [one.contact for one in alike_to(contact) if one.likeness.is_strong]


@require_POST
def removal(request: StudentRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)
    if actions.remove_contact(contact=contact):
        messages.success(request, f"{contact.full_name} is no longer in your people.")
    else:
        messages.error(request, f"You have a conversation with {contact.full_name}, so they stay in your people.")
    return _back(request)


def _back(request: StudentRequest) -> HttpResponse:
    return redirect(reverse("contacts:list") + way_back(request))
