from functools import partial

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.imports import actions, work
from apps.administration.imports.actions import NotPossible
from apps.administration.imports.forms import UploadForm
from apps.administration.imports.numbers import PERSON, Numbers
from apps.administration.imports.page import A_PAGE, DryRun, progress_for
from apps.administration.invitations.actions import with_never_invited
from apps.administration.models import Import
from apps.administration.pages import for_administrators
from apps.audit.actions import record_export, record_view
from apps.cohorts.models import MembershipEvent  # type: ignore[attr-defined]
from apps.core.pages import form_page, page_of, posted, render_form
from apps.core.spreadsheets import CSV, Table, attachment, csv_of
from apps.core.text import row_id

_TEMPLATE = "administration/import.html"
_COHORTS = 5  # named, of those with students who were never invited


@for_administrators
@form_page
def imports(request: SignedInRequest) -> HttpResponse:
    """Choose a file, and the earlier imports."""
    wanted = request.GET.get("kind", "")
    kind = Import.Kind(wanted) if wanted in Import.Kind else Import.Kind.STUDENTS
    today = request.now.astimezone(request.campus.zone).date()
    cohort = row_id(request.GET.get("cohort", ""))
    form = UploadForm(posted(request), request.FILES or None, kind=kind, today=today, initial={"cohort": cohort})
    if form.is_valid():
        file = form.cleaned_data["file"]
        row = actions.start(
            kind=kind,
            file_name=file.name or "",
            content=file.read(),
            cohort=form.cleaned_data.get("cohort"),
            by=request.user,
        )
        return redirect("administration:import", row.pk)
    earlier = Import.objects.filter(kind=kind).without_file().defer("checked", "choices").select_related("started_by")
    one, many = PERSON[kind]
    page = page_of(request, earlier, A_PAGE)
    context = {"kind": kind, "form": form, "page": page, "earlier": [(row, Numbers(row)) for row in page]}
    return render_form(request, "administration/imports.html", {**context, "one": one, "many": many})


@for_administrators
@form_page
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where an import stands: the dry run with its questions, the run, or what came of it."""
    row = _load(pk)
    if request.method == "POST":
        return _posted(request, row)
    work.mend(row)
    if request.htmx:  # whoever looks at the progress asks again each second
        if request.GET.get("state") != row.state:
            return HttpResponseClientRefresh()
        return render(request, f"{_TEMPLATE}#progress", {"row": row, **_context(row)})
    return _shown(request, row, DryRun(row, request))


def _shown(request: SignedInRequest, row: Import, dry_run: DryRun) -> HttpResponse:
    is_of_people = row.state == Import.State.CHECKED or dry_run.student_ids
    if is_of_people and request.method != "HEAD":  # it shows nothing
        shown = {"import": row.pk, "show": dry_run.shown, "page": dry_run.page.number}
        record_view(actor=request.user, page=work.PAGE, student_ids=dry_run.student_ids, filter=shown)
    context = {"row": row, "dry": dry_run, **_context(row)}
    today = request.now.astimezone(request.campus.zone).date()
    if row.state == Import.State.DONE and row.kind == Import.Kind.STUDENTS:
        uninvited = with_never_invited(today).filter(Q(pk=row.cohort_id) | Exists(_added_by(row)))
        context["uninvited"] = [(cohort, cohort.never) for cohort in uninvited[:_COHORTS]]  # type: ignore[attr-defined]
    elif row.state in (Import.State.FAILED, Import.State.CANCELLED):
        context["form"] = UploadForm(kind=row.kind, today=today, initial={"cohort": row.cohort_id})
    refused = bool(dry_run.unchosen)
    return render(request, _TEMPLATE, {**context, "is_refused": refused}, status=422 if refused else 200)


def _added_by(row: Import) -> QuerySet[MembershipEvent]:
    """Of the cohort around it, whom this import added."""
    added = MembershipEvent.objects.filter(pgh_label="insert", cohort=OuterRef("pk"))
    return added.filter(pgh_context__metadata__import=row.pk)


def _posted(request: SignedInRequest, row: Import) -> HttpResponse:
    """`keep` keeps the ticks that are shown; everything else is another check."""
    try:
        if "keep" in request.POST:
            now = actions.choose(pk=row.pk, **_seen(request))
            if request.htmx:
                return render(request, f"{_TEMPLATE}#bar", {"row": now, "dry": DryRun(now, request)})
            messages.success(request, "Kept. Nothing is saved yet.")
            return redirect(request.get_full_path())
        dry_run = DryRun(row, request, sent=request.POST)
        if dry_run.unchosen:
            return _shown(request, actions.choose(pk=row.pk, **_seen(request)), dry_run)
        actions.check_again(
            pk=row.pk,
            by=request.user,
            sheet=request.POST.get("sheet", ""),
            columns={number: said for name, said in _sent(request, "column-") if (number := row_id(name))},
            answers=_answers(request, row),
            takes_addresses="addresses" in request.POST,
            as_of=request.now,
            **_seen(request),
        )
    except NotPossible as error:
        messages.error(request, str(error))
        return HttpResponseClientRefresh() if request.htmx else redirect("administration:import", row.pk)
    return redirect("administration:import", row.pk)


@for_administrators
@require_POST
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks once more who is there where an account gets another address, as the page of one student does."""
    row, seen = _load(pk), _seen(request)
    try:
        actions.choose(pk=row.pk, **seen)  # first, so that no tick is lost on the way to the password and back
        ask = partial(require_recent_sign_in, request)
        actions.run(pk=row.pk, by=request.user, before_addresses=ask, **seen)
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("administration:import", row.pk)


@for_administrators
@require_POST
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _load(pk)
    try:
        now = actions.stop(pk=row.pk, as_of=request.now)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("administration:import", row.pk)
    if now.is_at_work or row.state == Import.State.RUNNING:
        return redirect("administration:import", row.pk)
    messages.success(request, now.problem)
    return redirect(reverse("administration:imports", query={"kind": row.kind}))


@for_administrators
@require_safe
def rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows that stay out, each with its number and why. Without its columns: it is the file that is put right."""
    row = _load(pk)
    kept = list(row.rows.filter(outcome__in=work.STAY_OUT))
    if request.method != "HEAD":
        ids = {one.student_id for one in kept if one.student_id}
        record_export(actor=request.user, page="administration:import_rows", student_ids=ids, filter={"import": pk})
    lines = [(one.place, one.said.get("who", ""), one.outcome, " ".join(one.said.get("reasons", []))) for one in kept]
    table = Table(
        "Rows that stay out", ["Row", "Name", "Result", "Why"], [[place, *map(str, rest)] for place, *rest in lines]
    )
    name = f"rows that stay out of {row.file_name.rpartition('.')[0] or row.file_name}"
    return attachment(csv_of(table), name=Truncator(name).chars(100), ending="csv", content_type=CSV)


def _load(pk: int) -> Import:
    return get_object_or_404(Import.objects.without_file().select_related("cohort", "started_by"), pk=pk)


def _sent(request: SignedInRequest, prefix: str) -> list[tuple[str, str]]:
    """The fields whose names begin so, each by the rest of its name."""
    names = [name for name in request.POST if name.startswith(prefix)]
    return [(name.removeprefix(prefix), request.POST.get(name, "")) for name in names]


def _answers(request: SignedInRequest, row: Import) -> dict[str, str]:
    """By the keys of their questions. What was only proposed is an answer where the button of that question was
    pressed, or the one of all: the form has the columns, too.
    """
    proposed = {one["key"]: one.get("proposed") for one in row.checked.get("questions", [])}
    sent, pressed = _sent(request, "answer-"), request.POST.get("check")
    return {key: answer for key, answer in sent if answer != proposed.get(key) or pressed in (key, "all")}


def _seen(request: SignedInRequest) -> dict:
    """Which dry run the person saw, which rows of it, and what was ticked in them."""
    shown = [row_id(text) for text in request.POST.getlist("row")[: 2 * A_PAGE]]
    return {
        "seen": request.POST.get("seen", ""),
        "shown": [pk for pk in shown if pk is not None],
        "ticked": request.POST.getlist("take"),
    }


def _context(row: Import) -> dict:
    until = row.ended_at + work.KEPT_FOR if row.ended_at else None
    is_list_kept = row.state == Import.State.DONE and row.rows.exists()
    return {"progress": progress_for(row), "numbers": Numbers(row), "until": until, "is_list_kept": is_list_kept}
