"""A cohort's settings, for administrators: create, change, copy, archive."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.accounts.requests import SignedInRequest
from apps.administration.cohorts import actions
from apps.administration.cohorts.actions import NameTaken, NotAgreed
from apps.administration.cohorts.forms import AdviserForm, CohortForm, moved, proposed
from apps.administration.imports.actions import NotPossible, check_again
from apps.administration.models import Import
from apps.administration.pages import for_administrators
from apps.administration.roster.asking import cohort_question
from apps.cohorts.models import Cohort, Term
from apps.core.pages import form_page, posted, render_form
from apps.core.templatetags.dates import short_day
from apps.core.text import one_line, row_id
from apps.core.versions import conflicts_on

_TAKEN = "There is a cohort of this name in that term already. Choose another name."


@for_administrators
@form_page
def new_cohort(request: SignedInRequest) -> HttpResponse:
    """A name, a term and dates; the rest has an answer already. Leads to inviting its students, or back to the roster
    that calls it by this `name`.
    """
    terms = list(Term.objects.all())
    today = request.now.astimezone(request.campus.zone).date()
    # Being checked: this is the second press of a double click.
    states = [Import.State.CHECKED, Import.State.CHECKING]
    rosters = Import.objects.without_file().filter(kind=Import.Kind.STUDENTS, state__in=states)
    roster = rosters.select_related("cohort__term").filter(pk=row_id(request.GET.get("import", "")) or 0).first()
    meant = [roster.cohort.term] if roster and roster.cohort else terms
    initial = proposed(campus_goal=request.campus.goal, today=today, terms=meant)
    initial["name"] = one_line(request.GET.get("name", "")[:120])
    form = CohortForm(posted(request), initial=initial)
    return _created(request, "administration/cohorts/new.html", form, terms, roster=roster)


@for_administrators
@form_page
def copy_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its name, length, goal, step and advisers, in the next term; without its students."""
    cohort = get_object_or_404(Cohort.objects.select_related("term"), pk=pk)
    terms = list(Term.objects.all())
    form = CohortForm(posted(request), initial=moved(cohort, terms=terms))
    return _created(request, "administration/cohorts/copy.html", form, terms, like=cohort)


def _created(
    request: SignedInRequest,
    template: str,
    form: CohortForm,
    terms: list[Term],
    *,
    like: Cohort | None = None,
    roster: Import | None = None,
) -> HttpResponse:
    if form.is_valid():
        try:
            made = actions.create_cohort(settings=form.settings, like=like, by=request.user, as_of=request.now)
        except NameTaken:
            form.add_error("name", _TAKEN)
        else:
            if roster:
                answers = {cohort_question(request.GET.get("name", "")): str(made.pk)}
                with suppress(NotPossible):  # it is being checked, or is over: its page says so
                    check_again(pk=roster.pk, seen=roster.seen, by=request.user, answers=answers, as_of=request.now)
                adviser = "" if made.caseloads.exists() else " It has no adviser yet."
                beyond = _beyond_term(form)
                messages.success(request, f"{made.name} is created.{adviser}{beyond} The file is checked again.")
                return redirect("administration:import", roster.pk)
            next_steps = "its students" if made.caseloads.exists() else "its advisers, then its students"
            messages.success(request, f"{made.name} is ready.{_beyond_term(form)} Next: {next_steps}.")
            return redirect("administration:cohort", made.pk)
    later = [each for each in terms if like and each.starts_on > like.term.starts_on]
    context = {
        "form": form,
        "terms": terms,
        "like": like,
        "is_cut": bool(like and form.initial["due_on"] - form.initial["starts_on"] < like.due_on - like.starts_on),
        "roster": roster,
        "advisers": like.caseloads.select_related("adviser") if like else [],
        "has_later_term": bool(later),
        "as_of": request.now,
    }
    return render_form(request, template, context)


def _beyond_term(form: CohortForm) -> str:
    """Taken as it is, and said: it may be meant, and a slip of the year looks the same."""
    said = form.settings
    term: Term = said["term"]
    if term.starts_on <= said["starts_on"] and said["due_on"] <= term.ends_on:
        return ""
    return f" Its dates go beyond {term.name}, {short_day(term.starts_on)} to {short_day(term.ends_on)}."


@for_administrators
@form_page
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its settings and its advisers. A change of what counts says first what it changes. No student is named."""
    row = get_object_or_404(Cohort.objects.select_related("term"), pk=pk)
    form = CohortForm(posted(request), instance=row, initial={"version": row.version})
    effect = None
    if form.is_valid():
        try:
            with conflicts_on(form, _saved, zone=request.zone):
                is_changed = actions.change_cohort(
                    cohort=row,
                    settings=form.settings,
                    seen=form.seen,
                    agreed=request.POST.get("agreed", ""),
                    by=request.user,
                    campus=request.campus,
                    as_of=request.now,
                )
                messages.success(request, f"Saved.{_beyond_term(form)}" if is_changed else "Nothing was changed.")
                return redirect("administration:cohort", pk)
        except NameTaken:
            form.add_error("name", _TAKEN)
        except NotAgreed as error:
            effect = error.effect
    return show(request, get_object_or_404(Cohort.objects.select_related("term"), pk=pk), form=form, effect=effect)


def _saved(row: Any) -> CohortForm:
    return CohortForm(instance=row, initial={"version": row.version})


def show(request: SignedInRequest, row: Cohort, **context: Any) -> HttpResponse:
    """The page of a cohort, with the form that was refused, or as it is."""
    today = request.now.astimezone(request.campus.zone).date()
    people = row.memberships.aggregate(
        current=Count("pk", filter=Q(student__archived_at=None)),
        archived=Count("pk", filter=~Q(student__archived_at=None)),
        coached=Count("pk", filter=Q(student__archived_at=None, coach__isnull=False)),
        coaches=Count("coach", distinct=True),
    )
    shown = {
        "form": CohortForm(instance=row, initial={"version": row.version}),
        "adviser_form": AdviserForm(cohort=row),
        "cohort": row,
        "people": people,
        "caseloads": row.caseloads.select_related("adviser").order_by("adviser__folded_name", "adviser"),
        "is_joinable": row.is_joinable(today=today),
        "as_of": request.now,
    }
    return render_form(request, "administration/cohorts/cohort.html", shown | context)


@for_administrators
@require_POST
def archive_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Cohort, pk=pk)
    actions.archive_cohort(cohort=row, by=request.user, as_of=request.now)
    undo = reverse("administration:withdraw_archive_cohort", args=[pk])
    messages.success(request, f"{row.name} is archived. Its students keep all that is theirs.", extra_tags=undo)
    return redirect("administration:cohort", pk)


@for_administrators
@require_POST
def withdraw_archive_cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Cohort, pk=pk)
    actions.bring_back_cohort(cohort=row, by=request.user, as_of=request.now)
    messages.success(request, f"{row.name} is back among the present ones.")
    return redirect("administration:cohort", pk)
