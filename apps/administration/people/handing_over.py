"""A colleague leaves: all that they look after goes to one other person, in one step."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from apps.accounts.models import Role, User
from apps.accounts.requests import SignedInRequest
from apps.accounts.sign_in.reauthentication import require_recent_sign_in
from apps.administration.members.actions import MayNotCoach, eligible_advisers, eligible_coaches
from apps.administration.pages import for_administrators, how_many
from apps.administration.people.actions import locked, save_person
from apps.administration.people.forms import HandOverForm
from apps.audit.actions import record_change
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core.locking import in_lock_order
from apps.core.pages import form_page, posted, refusals_on, render_form


@dataclass(frozen=True)
class HandedOver:
    """`shared` of the cohorts were the other person's before. `students` have another coach now, `uncoached` none."""

    cohorts: int
    shared: int
    students: list[int]
    uncoached: list[int]


@transaction.atomic
def hand_over_all(*, leaving: User, to: User, deactivate: bool, by: User, as_of: datetime) -> HandedOver:
    """Every cohort and every coached student of `leaving` is `to`'s from now on. An administrator gets the cohorts, and
    the coached students have no coach then. Notes and nudges keep who wrote them, and whoever may read them still does.

    Raises MayNotCoach where `to` may not take over by now; and what `save_person` raises.
    """
    caseloads, coached = Caseload.objects.filter(adviser=leaving), Membership.objects.filter(coach=leaving)
    rows = Q(pk__in=caseloads.values("cohort")) | Q(pk__in=coached.values("cohort"))
    cohorts = list(in_lock_order(Cohort.objects.filter(rows)))
    people = {one.pk: one for one in locked([leaving.pk, to.pk], students=Q(pk__in=coached.values("student")))}
    coaches = eligible_coaches().filter(pk=to.pk).exists()
    if not coaches and not (caseloads.exists() and eligible_advisers().filter(pk=to.pk).exists()):
        raise MayNotCoach("They may not sign in any more, or are no adviser now. Choose someone else.")
    # A cohort that somebody gives them at this very moment is not locked, and stays theirs.
    known = [cohort.pk for cohort in cohorts]
    advised = list(in_lock_order(caseloads.filter(cohort__in=known)))
    taken = set(Caseload.objects.filter(adviser=to, cohort__in=known).values_list("cohort", flat=True))
    Caseload.objects.filter(pk__in=[one.pk for one in advised if one.cohort_id in taken]).delete()
    Caseload.objects.filter(pk__in=[one.pk for one in advised if one.cohort_id not in taken]).update(adviser=to)
    moved = list(in_lock_order(coached.filter(cohort__in=known)))
    Membership.objects.filter(pk__in=[one.pk for one in moved]).update(coach=to if coaches else None)
    students = [one.student_id for one in moved]
    done = HandedOver(
        cohorts=len(advised),
        shared=len(taken & {one.cohort_id for one in advised}),
        students=students if coaches else [],
        uncoached=[] if coaches else students,
    )
    if advised or moved:
        record_change(
            actor=by,
            page="administration:hand_over",
            student_ids=set(students),
            account=leaving,
            reason=f"handed over to account {to.pk}: {done.cohorts} cohorts, {len(done.students)} coached students"
            + (f"; {len(students)} have no coach now" if done.uncoached else ""),
        )
    person = people[leaving.pk]
    if deactivate and person.is_active:
        person.is_active = False
        save_person(user=person, as_of=as_of, by=by)
        record_change(
            actor=by, page="administration:hand_over", student_ids=[], account=person, reason="may sign in: no"
        )
    return done


@for_administrators
@form_page
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET says what would move, the first press to whom; only the second one, whose `agreed` names both, moves it."""
    leaving = get_object_or_404(User.objects.exclude(role=Role.STUDENT), pk=pk)
    form = HandOverForm(posted(request), leaving=leaving)
    is_own = leaving == request.user
    if is_own:
        form.fields.pop("deactivate", None)
    coached = leaving.coached_memberships.order_by("cohort")
    by_cohort = dict(coached.values_list("cohort").annotate(Count("pk")))
    advised = set(leaving.caseloads.values_list("cohort", flat=True))
    to = form.cleaned_data["to"] if form.is_valid() else None
    deactivate = bool(to and form.cleaned_data.get("deactivate"))
    uncoached = sum(by_cohort.values()) if to and not to.is_adviser else 0
    key = f"{to.pk}-{len(advised)}-{sum(by_cohort.values())}-{uncoached}-{deactivate:d}" if to else ""
    is_agreed = request.POST.get("agreed") == key or not (advised or by_cohort)
    if to:
        require_recent_sign_in(request)  # before the question, not after the answer
    if to and is_agreed:
        with refusals_on(form, MayNotCoach, field="to"):
            done = hand_over_all(leaving=leaving, to=to, deactivate=deactivate, by=request.user, as_of=request.now)
            messages.success(request, _said(done, leaving, to, deactivate=deactivate))
            if done.uncoached:
                number = how_many(len(done.uncoached), "student has", "students have")
                messages.warning(request, f"{number} no coach now. Give them one on the pages of their cohorts.")
            return redirect("administration:person", pk=pk)
    cohorts = Cohort.objects.filter(pk__in={*by_cohort, *advised}).select_related("term").order_by("-due_on", "name")
    lines = [{"cohort": one, "advises": one.pk in advised, "coached": by_cohort.get(one.pk, 0)} for one in cohorts]
    context = {
        "person": leaving,
        "form": form,
        "lines": lines,
        "advised": len(advised),
        "all_of_it": _moved(len(advised), sum(by_cohort.values())),
        "going": _moved(len(advised), sum(by_cohort.values()) - uncoached),
        "to": to if not form.errors else None,
        "uncoached": uncoached,
        "key": key,
        "deactivate": deactivate,
        "is_new_to_it": bool(to and advised) and not Caseload.objects.filter(adviser=to).exists(),
    }
    return render_form(request, "administration/people/hand_over.html", context)


def _moved(cohorts: int, students: int) -> tuple[str, str]:
    """ "2 cohorts and 1 coached student", and the verb."""
    parts = [
        how_many(cohorts, "cohort") if cohorts else "",
        how_many(students, "coached student") if students else "",
    ]
    return " and ".join(filter(None, parts)), "goes" if cohorts + students == 1 else "go"


def _said(done: HandedOver, leaving: User, to: User, *, deactivate: bool) -> str:
    moved, _ = _moved(done.cohorts, len(done.students))
    text = (
        f"{moved} handed over to {to.display_name}." if moved else f"{leaving.display_name} had nothing to hand over."
    )
    if done.shared:
        text += f" {to.display_name} looked after {done.shared} of the cohorts before."
    return f"{text} {leaving.display_name} may no longer sign in." if deactivate else text
