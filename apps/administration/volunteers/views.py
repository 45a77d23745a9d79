"""Volunteers, as administrators look after them: load, pauses, merges, hours for the alumni office."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import SignedInRequest
from apps.administration.invitations.actions import DOUBLE_CLICK
from apps.administration.pages import for_administrators
from apps.administration.volunteers import load, merging
from apps.administration.volunteers.forms import PauseForm, VolunteerForm
from apps.administration.volunteers.load import KINDS, ORDERS, VolunteerSieve
from apps.audit.actions import record_export
from apps.campus.models import FieldOfInterest
from apps.cohorts.models import Term
from apps.core.pages import carried, form_page, here, page_of, posted, refusals_on, render_form, way_back
from apps.core.spreadsheets import CSV, XLSX, Table, attachment, csv_of, xlsx_of
from apps.core.templatetags.dates import day
from apps.core.text import row_id
from apps.core.versions import conflicts_on
from apps.volunteers import actions
from apps.volunteers.models import Volunteer, every_format

_A_PAGE = 50


@for_administrators
@require_safe
def volunteers(request: SignedInRequest) -> HttpResponse:
    """Each volunteer, and how much students asked them in a term. Numbers alone, and no student."""
    sieve, today = _sieve(request), _today(request)
    everybody = load.with_load(Volunteer.objects.all(), term=sieve.chosen_term, campus=request.campus, today=today)
    narrowed = sieve.narrow(everybody)
    counts = load.counts_by_kind(narrowed)
    page = page_of(request, sieve.in_order(sieve.of_kind(narrowed)), _A_PAGE)
    for volunteer in page:
        volunteer.hours = load.hours(volunteer.held_minutes)
    return render(
        request,
        "administration/volunteers.html",
        {
            "sieve": sieve,
            "page": page,
            "counts": counts,
            "tabs": [(label, counts[kind], sieve.url(kind=kind), kind == sieve.kind) for kind, label in KINDS.items()],
            "fields": FieldOfInterest.objects.all(),
            "orders": ORDERS.items(),
            "term": sieve.chosen_term,
            "here": here(request, filters=load.FILTERS),
            "is_narrow": bool(sieve.query or sieve.field),
            "today": today,
        },
    )


@for_administrators
@form_page
def new(request: SignedInRequest) -> HttpResponse:
    initial = {"capacity": request.campus.volunteer_capacity, "formats": every_format()}
    form = VolunteerForm(posted(request), initial=initial)
    known = None
    if form.is_valid():
        try:
            made = actions.add(volunteer=form.save(commit=False), fields=form.chosen_fields)
        except actions.AddressTaken as error:
            known = error.known
            form.add_error("email", str(error))
        else:
            if made.created_at < request.now - DOUBLE_CLICK:
                messages.info(request, f"{made.full_name} was on the list already. Nothing that you typed was saved.")
            else:
                messages.success(request, f"{made.full_name} is on the list.")
            return redirect("administration:volunteer", pk=made.pk)
    context = {"form": form, "known": known, "way_back": _way_back(request)}
    return render_form(request, "administration/volunteer.html", context)


@for_administrators
@form_page
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is kept of one volunteer, and how much they were asked, term by term."""
    volunteer = _load(pk)
    name = volunteer.full_name
    form = VolunteerForm(posted(request), instance=volunteer)
    if form.is_valid():
        with (
            refusals_on(form, actions.AddressTaken, field="email"),
            conflicts_on(form, lambda known: VolunteerForm(instance=known), zone=request.zone),
        ):
            try:
                actions.change(volunteer=form.save(commit=False), fields=form.chosen_fields, seen=form.seen)
            except Volunteer.DoesNotExist as error:
                raise Http404 from error
            messages.success(request, "Saved.")
            return redirect(reverse("administration:volunteer", args=[pk]) + carried(request))
    return render_form(
        request,
        "administration/volunteer.html",
        {
            "form": form,
            "volunteer": volunteer,
            "name": name,
            "is_paused": volunteer.paused_until is not None and volunteer.paused_until >= _today(request),
            "way_back": _way_back(request),
            "carried": carried(request),
        },
    )


@for_administrators
@form_page
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    volunteer, today = _load(pk), _today(request)
    coming = Term.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("ends_on").first()
    form = PauseForm(posted(request), today=today, term_ends_on=coming.ends_on if coming else None)
    if form.is_valid():
        if volunteer.withdrawn_at:
            messages.warning(request, f"{volunteer.full_name} withdrew, so nobody asks them anyway.")
        elif actions.pause(volunteers=[volunteer], until=form.last_day):
            messages.success(request, f"{volunteer.full_name} is paused until {day(form.last_day)}.")
        else:
            volunteer.refresh_from_db()
            until = day(volunteer.paused_until) if volunteer.paused_until else ""
            messages.warning(request, f"{volunteer.full_name} is paused until {until} already, which is later.")
        return redirect(reverse("administration:volunteer", args=[pk]) + carried(request))
    return render_form(
        request,
        "administration/volunteer_pause.html",
        {"form": form, "volunteer": volunteer, "carried": carried(request)},
    )


@for_administrators
@require_POST
def withdraw_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Students may ask them again."""
    volunteer = _load(pk)
    if actions.resume(volunteers=[volunteer]):
        messages.success(request, f"The pause is over. Students may ask {volunteer.full_name} again.")
    back = reverse("administration:volunteer", args=[pk]) + carried(request)
    if request.POST.get("back") == "list":
        return redirect(reverse("administration:volunteers") + _way_back(request, at=f"volunteer-{pk}"))
    return redirect(back)


@for_administrators
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """They don't want to be asked any more."""
    volunteer = _load(pk)
    if actions.note_withdrawal(volunteer=volunteer, as_of=request.now):
        undo = reverse("administration:withdraw_leave_volunteers", args=[pk]) + carried(request)
        text = f"{volunteer.full_name} withdrew, so students can’t ask them any more."
        messages.success(request, text, extra_tags=undo)
    return redirect(reverse("administration:volunteer", args=[pk]) + carried(request))


@for_administrators
@require_POST
def withdraw_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    volunteer = _load(pk)
    if actions.bring_back(volunteer=volunteer):
        messages.success(request, f"{volunteer.full_name} is back, as before.")
    return redirect(reverse("administration:volunteer", args=[pk]) + carried(request))


@for_administrators
@form_page
def merge(request: SignedInRequest) -> HttpResponse:
    """Who may be one person; for two of them, what would come of it; and the merge."""
    keys = request.POST if request.method == "POST" else request.GET
    if not keys.get("keep") and not keys.get("other"):
        return render(request, "administration/volunteers_merge.html", {"pairs": merging.suggestions()})
    keep, other = (_load(row_id(keys.get(name, "")) or 0) for name in ("keep", "other"))
    if keep == other:
        raise Http404
    if request.method == "POST":
        try:
            made = merging.merge(keep=keep, other=other)
        except merging.Gone as error:
            raise Http404 from error
        messages.success(request, f"Merged. {made.keep.full_name} is on the list once.")
        return redirect("administration:volunteer", pk=keep.pk)
    made = merging.outcome_of(keep=keep, other=other)
    return render(request, "administration/volunteers_merge.html", {"made": made})


@for_administrators
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """The hours of a term, of those who agreed that the alumni office hears of them. One audit row."""
    ending = request.GET.get("format", "csv")
    if ending not in ("csv", "xlsx"):
        raise Http404
    sieve = _sieve(request)
    term = sieve.chosen_term
    agreed = Volunteer.objects.filter(shares_hours=True)
    loaded = load.with_load(agreed, term=term, campus=request.campus, today=_today(request))
    loaded = sieve.in_order(loaded)
    table = Table(
        "Hours",
        ["Name", "Email", "Class year", "Hours"],
        [[one.full_name, one.email, one.class_year, load.hours(one.held_minutes)] for one in loaded],
        widths=[30, 34, 12, 10],
    )
    if request.method != "HEAD":  # it holds nothing
        filter = {"term": term.pk if term else None, "format": ending}
        record_export(actor=request.user, page="administration:export_volunteers", student_ids=[], filter=filter)
    content, content_type = (csv_of(table), CSV) if ending == "csv" else (xlsx_of(table), XLSX)
    name = f"Volunteer hours {term.name if term else _today(request).isoformat()}"
    return attachment(content, name=name, ending=ending, content_type=content_type)


def _load(pk: int) -> Volunteer:
    return get_object_or_404(Volunteer, pk=pk)


def _sieve(request: SignedInRequest) -> VolunteerSieve:
    return VolunteerSieve.of(request.GET, list(Term.objects.all()), _today(request))


def _today(request: SignedInRequest) -> date:
    return request.now.astimezone(request.campus.zone).date()


def _way_back(request: SignedInRequest, **how: Any) -> str:
    return way_back(request, filters=load.FILTERS, **how)
