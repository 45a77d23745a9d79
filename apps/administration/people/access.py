"""Who can see which cohort: by cohort, and by person."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import Role, User
from apps.accounts.requests import SignedInRequest
from apps.administration.pages import for_administrators, found, looked_for
from apps.cohorts.models import Caseload, Cohort, Membership
from apps.core.pages import page_of

_A_PAGE = 50


@for_administrators
@require_safe
def access(request: SignedInRequest) -> HttpResponse:
    """No student is named here: coaches stand with a number."""
    by_person, query = request.GET.get("by") == "person", looked_for(request)
    today = request.now.astimezone(request.campus.zone).date()
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
    page: Any
    if by_person:
        page = page_of(request, found(_staff(), query), _A_PAGE)
        lines = _of_people(list(page))
    else:
        cohorts = Cohort.objects.select_related("term").ended_last(today=today)
        page = page_of(request, cohorts.filter(name__icontains=query) if query else cohorts, _A_PAGE)
        lines = _of_cohorts(list(page))
    context = {
        "by_person": by_person,
        "query": query,
        "page": page,
        "lines": lines,
        "administrators": administrators,
        "today": today,
    }
    return render(request, "administration/people/access.html", context)


def _staff() -> QuerySet[User]:
    """Whoever looks after or coaches somebody; also who may not sign in now, because that is worth seeing."""
    advises = Exists(Caseload.objects.filter(adviser=OuterRef("pk")))
    coaches = Exists(Membership.objects.filter(coach=OuterRef("pk")))
    return User.objects.filter(Q(advises) | Q(coaches)).order_by("folded_name", "display_name", "pk")


def _of_cohorts(cohorts: list[Cohort]) -> list[dict[str, Any]]:
    advisers, coaches = _read(Q(cohort__in=cohorts))
    return [
        {
            "cohort": one,
            "advisers": [each.adviser for each in advisers if each.cohort_id == one.pk],
            "coaches": [(coach, number) for cohort, coach, number in coaches if cohort.pk == one.pk],
        }
        for one in cohorts
    ]


def _of_people(people: list[User]) -> list[dict[str, Any]]:
    advisers, coaches = _read(Q(adviser__in=people), Q(coach__in=people))
    return [
        {
            "person": one,
            "cohorts": [each.cohort for each in advisers if each.adviser_id == one.pk],
            "coached": [(cohort, number) for cohort, coach, number in coaches if coach.pk == one.pk],
        }
        for one in people
    ]


def _read(of_caseloads: Q, of_coaches: Q | None = None) -> tuple[list[Caseload], list[tuple[Cohort, User, int]]]:
    """Who looks after what, by name and by due date; and who coaches how many in it."""
    caseloads = Caseload.objects.filter(of_caseloads).select_related("adviser", "cohort")
    coached = Membership.objects.filter(of_coaches or of_caseloads).exclude(coach=None).order_by()
    numbers = {(c, u): n for c, u, n in coached.values_list("cohort", "coach").annotate(Count("pk"))}
    cohorts = Cohort.objects.in_bulk({cohort for cohort, _ in numbers})
    people = User.objects.in_bulk({person for _, person in numbers})
    found_coaches = [(cohorts[cohort], people[person], number) for (cohort, person), number in numbers.items()]
    return (
        sorted(caseloads, key=lambda one: (-one.cohort.due_on.toordinal(), one.cohort.name, one.adviser.folded_name)),
        sorted(found_coaches, key=lambda one: (-one[0].due_on.toordinal(), one[0].name, one[1].folded_name)),
    )
