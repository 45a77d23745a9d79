"""One student of a cohort, as far as an adviser may read; leaving an interview out of the count; notes about them; and
the page for the next talk.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import needs_address
from apps.advising.history import Done
from apps.advising.models import AdviserNote
from apps.advising.notes import add_note, remove_note
from apps.advising.nudges.chosen import LeftOut, in_any_case
from apps.advising.words import CommentForm, NoteForm, OtherWords
from apps.audit.actions import record_change, record_view
from apps.cohorts.models import Cohort, Membership
from apps.core.not_saved.giving_back import give_back
from apps.core.pages import came_from, carried, refusals_on, way_back
from apps.dashboards.cohort.sieve import FILTERS, SORTS
from apps.dashboards.forms import ExclusionForm
from apps.dashboards.student.looks import Look, look_at
from apps.interviews.actions import NotPossible
from apps.interviews.exclusions import exclude, take_back_exclusion
from apps.interviews.models import Interview
from apps.interviews.steps import step_of
from apps.outbox.models import HardBounce
from apps.reflection.models import Reflection
from apps.students.models import Student

_AS_ADVISER = (
    "You see steps, dates and sources. You see a reflection or a name only where the student shared it. "
    "What they wrote for themselves and their thank-yous stay private. This visit is logged."
)
_AS_ADMINISTRATOR = (
    "You see steps, dates and sources. Students share reflections and names only with this cohort’s advisers and "
    "their coach. What they wrote for themselves and their thank-yous stay private. This visit is logged."
)
_LATELY = 12  # of the timeline are shown at once
_REMOVED = "removed_note"  # in the session: words that their author may want back


@require_safe
def student(request: SignedInRequest, cohort_pk: int, pk: int) -> HttpResponse:
    """Progress, dates, sources, thanks and what was shared. One audit row for each look."""
    return _page(request, _load(request, cohort_pk, pk))


@require_POST
def exclusion(request: SignedInRequest, cohort_pk: int, student_pk: int, pk: int) -> HttpResponse:
    """Leave one interview out of this cohort's count, with a reason."""
    membership = _may_exclude(request, _load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    interview = get_object_or_404(Interview.objects.only("pk"), pk=pk, student=found)
    form = ExclusionForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        with refusals_on(form, NotPossible, field="reason"), transaction.atomic():
            made = exclude(interview=interview, cohort=cohort, adviser=request.user, reason=reason)
            if made.reason == reason:
                _record(request, found, "left out")
                messages.success(request, f"Left out. {found.user.greeting} sees your reason.")
            else:
                stays = "It was left out already, and that reason stays. To give yours, let it count again first:"
                messages.warning(request, f"{stays} “{reason}”")
            return _back(request, cohort, found, at=f"interview-{pk}")
    return _page(request, membership, wrong={pk: form})


@require_POST
def exclusion_withdrawal(request: SignedInRequest, cohort_pk: int, student_pk: int, pk: int) -> HttpResponse:
    """Count it again."""
    membership = _may_exclude(request, _load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    interview = get_object_or_404(Interview.objects.only("pk"), pk=pk, student=found)
    with transaction.atomic():
        take_back_exclusion(interview=interview, cohort=cohort)
        _record(request, found, "counted again")
    messages.success(request, "It counts again, by the cohort’s rule.")
    return _back(request, cohort, found, at=f"interview-{pk}")


@require_POST
def note(request: SignedInRequest, cohort_pk: int, student_pk: int) -> HttpResponse:
    """Write down something about the student, for this cohort's advisers and the student."""
    membership = _may_note(_load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    form = NoteForm(request.POST, auto_id="id_note_%s")
    if form.is_valid():
        with refusals_on(form, OtherWords), transaction.atomic():
            if add_note(membership=membership, author=request.user, **form.words):
                _record(request, found, "noted", page="dashboards:note")
            messages.success(request, f"Saved. {found.user.greeting} can read it.")
            return _back(request, cohort, found, at="notes")
        form.renew_token()
    return _page(request, membership, note=form)


@require_POST
def note_removal(request: SignedInRequest, cohort_pk: int, student_pk: int, pk: int) -> HttpResponse:
    """Remove one's own note. Its words are in the form again, for whoever wants it back."""
    membership = _may_note(_load(request, cohort_pk, student_pk))
    cohort, found = membership.cohort, membership.student
    mine = AdviserNote.objects.filter(author=request.user, cohort=cohort, student=found)
    if known := mine.filter(pk=pk).first():
        with transaction.atomic():
            if remove_note(note=known):
                _record(request, found, "note removed", page="dashboards:remove_note")
        request.session[_REMOVED] = {"student": found.pk, "cohort": cohort.pk, "text": known.text}
        messages.success(request, "Removed. Its words are in the form once more: save them to have it back.")
    elif AdviserNote.objects.filter(pk=pk).exists():
        raise Http404
    return _back(request, cohort, found, at="notes")


@require_safe
def next_talk(request: SignedInRequest, cohort_pk: int, student_pk: int) -> HttpResponse:
    """For the next talk, to print: what was shared since the last one, where they stand, three things to ask."""
    membership = _load(request, cohort_pk, student_pk)
    if not membership.is_shared:
        raise Http404
    _record_look(request, membership, page="dashboards:next_talk")
    look = look_at(membership, reader=request.user, campus=request.campus, as_of=request.now)
    return render(
        request,
        "dashboards/next_talk.html",
        {
            "cohort": membership.cohort,
            "student": membership.student,
            "campus": request.campus,
            "as_of": request.now,
            "look": look,
            "stands": [(record, look.owes_thanks(record, request.now)) for record in look.records],
            "since": look.shared_since_the_last_talk,
            "questions": look.questions(request.now),
            "label": f"{look.progress.counted} of {look.progress.goal} count",
            "carried": carried(request),
        },
    )


def _back(request: SignedInRequest, cohort: Cohort, student: Student, *, at: str = "") -> HttpResponse:
    address = reverse("dashboards:student", args=[cohort.pk, student.pk]) + carried(request)
    return redirect(f"{address}#{at}" if at else address)


def _record(request: SignedInRequest, student: Student, done: str, *, page: str = "dashboards:exclusion") -> None:
    record_change(actor=request.user, page=page, student_ids=[student.pk], reason=done)


def _record_look(request: SignedInRequest, membership: Membership, *, page: str) -> None:
    if request.method != "HEAD":  # it shows nothing
        filter = {"cohort": membership.cohort_id}
        record_view(actor=request.user, page=page, student_ids=[membership.student_id], filter=filter)


def _load(request: SignedInRequest, cohort_pk: int, student_pk: int) -> Membership:
    """The student of a cohort the person may see; otherwise 404. `unreached_since`: no mail reaches them."""
    bounces = HardBounce.objects.filter(address=OuterRef("student__user__email"))
    memberships = Membership.objects.visible_to(request.user).with_reach(request.user)
    memberships = memberships.annotate(unreached_since=Subquery(bounces.values("created_at")))
    memberships = memberships.select_related("cohort__term", "student__user", "coach")
    return get_object_or_404(memberships, cohort=cohort_pk, student=student_pk)


def _may_exclude(request: SignedInRequest, membership: Membership) -> Membership:
    """What counts in a cohort is for its advisers and administrators to say, not for a coach; otherwise 403."""
    if not (membership.is_advised or request.user.is_administrator):
        raise PermissionDenied
    return membership


def _may_note(membership: Membership) -> Membership:
    """Notes are for the cohort's advisers, and for nobody else: not for an outside coach, either; otherwise 404."""
    if not membership.is_advised:
        raise Http404
    return membership


def _list(request: SignedInRequest, cohort: Cohort) -> tuple[str, str]:
    """Where the person came from: its address and its name."""
    known = {
        "needs": (needs_address(request.user), "Needs you"),
        "find": (reverse("dashboards:find"), "Find a student"),
        "reflections": (reverse("dashboards:reflections"), "Reflections to read"),
    }
    if found := known.get(came_from(request)):
        return found
    return reverse("dashboards:cohort", args=[cohort.pk]), cohort.name


def _form(request: SignedInRequest, cohort: Cohort, student: Student, pk: int) -> ExclusionForm:
    form = ExclusionForm(auto_id=f"id_{pk}_%s")
    give_back(request, [form], sent_to=reverse("dashboards:exclusion", args=[cohort.pk, student.pk, pk]))
    return form


def _comment_form(request: SignedInRequest, reflection: Reflection) -> CommentForm:
    form = CommentForm(auto_id=f"id_comment_{reflection.pk}_%s")
    give_back(request, [form], sent_to=reverse("advising:comment", args=[reflection.pk]))
    return form


def _note_form(request: SignedInRequest, membership: Membership) -> NoteForm:
    removed = request.session.get(_REMOVED, {})
    is_here = (removed.get("student"), removed.get("cohort")) == (membership.student_id, membership.cohort_id)
    if is_here and request.method == "GET":
        del request.session[_REMOVED]
    form = NoteForm(auto_id="id_note_%s", initial={"text": removed["text"]} if is_here else None)
    give_back(request, [form], sent_to=reverse("dashboards:note", args=[membership.cohort_id, membership.student_id]))
    return form


def _is_todays(talk: Done | None, request: SignedInRequest) -> bool:
    """Whether this person noted it, for today by the clock on campus: then they may take it back."""
    today = request.now.astimezone(request.campus.zone).date()
    return talk is not None and (talk.by_id, talk.day) == (request.user.pk, today)


def _no_nudge(membership: Any, look: Look) -> str:
    """Why a nudge leaves this student of this cohort out, whenever it were written; empty where it goes to them."""
    name, progress = membership.student.user.greeting, look.progress
    why = in_any_case(
        membership.student,
        unreached_since=membership.unreached_since,
        reaches_goal=progress.counted >= progress.goal,
        need=look.need,
    )
    match why:
        case LeftOut.ARCHIVED:
            return f"No nudge goes to {name}: the account is archived or closed."
        case LeftOut.BOUNCES:
            return f"No nudge goes to {name}: mail does not arrive."
        case LeftOut.GOAL:
            return f"{name} has reached the goal, so a nudge leaves them out. Write to them from your own mail."
    return ""


def _page(
    request: SignedInRequest,
    membership: Membership,
    wrong: dict[int, ExclusionForm] | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    wrong, cohort, student = wrong or {}, membership.cohort, membership.student
    campus, as_of = request.campus, request.now
    _record_look(request, membership, page="dashboards:student")
    look = look_at(membership, reader=request.user, campus=campus, as_of=as_of)
    entries = [
        {
            "record": record,
            "step": step_of(record.interview, as_of),
            "owes_thanks": record.owes_thanks(as_of),
            "form": wrong.get(record.interview.pk) or _form(request, cohort, student, record.interview.pk),
            "is_read": record.interview.pk in look.history.read,
            "comments": look.history.comments_on(record.interview.pk) if record.reflection else [],
            "comment_form": _comment_form(request, record.reflection) if record.reflection else None,
        }
        for record in look.records
    ]
    entries_of_all = look.timeline(request.user, campus, as_of)
    return render(
        request,
        "dashboards/student.html",
        {
            "cohort": cohort,
            "student": student,
            "membership": membership,
            "campus": campus,
            "as_of": as_of,
            "progress": look.progress,
            "need": look.need,
            "history": look.history,
            "entries": entries,
            "timeline": entries_of_all[:_LATELY],
            "before": entries_of_all[_LATELY:],
            "note_form": (note or _note_form(request, membership)) if membership.is_advised else None,
            "notes_text": f"{student.user.greeting} can read these notes, and so can this cohort’s advisers.",
            "as_adviser": membership.is_shared,
            "no_nudge": _no_nudge(membership, look),
            "talked_today": membership.is_shared and _is_todays(look.history.talk, request),
            "may_exclude": membership.is_advised or request.user.is_administrator,
            "private_text": _AS_ADVISER if membership.is_shared else _AS_ADMINISTRATOR,
            "label": f"{look.progress.counted} of {look.progress.goal} count",
            "back": _list(request, cohort),
            "way_back": way_back(request, at=f"student-{student.pk}", sorts=SORTS, filters=(*FILTERS, "cohort")),
            "carried": carried(request),
            "comment_query": f"?cohort={cohort.pk}{carried(request).replace('?', '&', 1)}",
            "is_refused": bool(wrong or note),
        },
        status=422 if wrong or note else 200,
    )
