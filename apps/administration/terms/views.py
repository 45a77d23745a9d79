from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.requests import SignedInRequest
from apps.administration.meanwhile import what_followed
from apps.administration.pages import for_administrators
from apps.administration.terms.forms import TermForm
from apps.cohorts.models import Term
from apps.core.locking import in_lock_order
from apps.core.pages import form_page, page_of, posted, render_form
from apps.core.templatetags.parts import in_a_row

_PER_PAGE = 50


@for_administrators
@require_safe
def terms(request: SignedInRequest) -> HttpResponse:
    """All terms, the newest first, with the number of their cohorts and the terms that they overlap."""
    known = Term.objects.annotate(cohort_count=Count("cohorts")).order_by("-starts_on", "-pk")
    page = page_of(request, known, _PER_PAGE)
    today = request.now.astimezone(request.campus.zone).date()
    shown = list(page)
    rows = [
        {"term": term, "overlaps": _overlapping(term, shown), "is_over": term.ends_on < today,
         "is_running": term.starts_on <= today <= term.ends_on}
        for term in shown
    ]  # fmt: skip
    return render(request, "administration/terms/terms.html", {"page": page, "rows": rows})


@for_administrators
@form_page
def new_term(request: SignedInRequest) -> HttpResponse:
    form = TermForm(posted(request))
    if form.is_valid():
        term = form.save()
        messages.success(request, f"{term.name} is there.")
        return _saved(request, term)
    return render_form(request, "administration/terms/term.html", {"form": form, "term": None})


@for_administrators
@form_page
def term(request: SignedInRequest, pk: int) -> HttpResponse:
    """What another administrator changed meanwhile stays."""
    with transaction.atomic():
        rows = in_lock_order(Term.objects) if request.method == "POST" else Term.objects.all()
        row = get_object_or_404(rows, pk=pk)
        name = row.name
        form = TermForm(posted(request), instance=row)
        if form.is_valid():
            form.save()
            messages.success(request, "Saved.")
            if followed := what_followed(form):
                messages.warning(request, followed)
            return _saved(request, row)
    return render_form(request, "administration/terms/term.html", {"form": form, "term": row, "name": name})


def _saved(request: SignedInRequest, term: Term) -> HttpResponse:
    """To the list. Terms may overlap, such as a summer session and a year; whoever did not mean it is told."""
    others = _overlapping(term, Term.objects.filter(starts_on__lte=term.ends_on, ends_on__gte=term.starts_on)[:5])
    if others:
        messages.info(
            request,
            f"{term.name} overlaps {in_a_row(others)}. That is allowed. If you didn’t mean it, change the days.",
        )
    return redirect("administration:terms")


def _overlapping(term: Term, others: Iterable[Term]) -> list[str]:
    return [
        other.name
        for other in others
        if other.pk != term.pk and other.starts_on <= term.ends_on and other.ends_on >= term.starts_on
    ]
