"""Which cohort a name in a roster means, as somebody answered for an earlier file of the same term."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from apps.administration.imports.checked import Question
from apps.administration.models import LONGEST_NAME, RememberedCohort
from apps.cohorts.models import Cohort, Term
from apps.core.folding import fold

# Answers that are no key of a cohort.
OUT, NO_COHORT = "out", "none"


def terms_meant(*, cohort: Cohort | None, today: date) -> list[int]:
    """The keys of the terms of which a roster may name cohorts, the latest first: the running ones, or the coming one
    between terms; where a cohort was chosen, its own.
    """
    if cohort:
        return [cohort.term_id]
    running = Term.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("-starts_on", "-pk")
    coming = Term.objects.filter(starts_on__gt=today).order_by("starts_on", "pk")[:1]
    return list(running.values_list("pk", flat=True)) or list(coming.values_list("pk", flat=True))


def remembered_cohorts(terms: Sequence[int]) -> dict[str, str]:
    """The answers, by the name that was asked about, as `key_of` has it."""
    rows = RememberedCohort.objects.filter(term__in=terms).order_by("at")
    return {one.name: OUT if one.stays_out else str(one.cohort_id or NO_COHORT) for one in rows}


def key_of(name: str) -> str:
    return fold(name)[:LONGEST_NAME]


def said_of(question: Question) -> str:
    """ "“Fall A” goes into Fall Scholars A, as last time." """
    if question.answer == OUT:
        return f"Rows of “{question.cohort}” stay out, as last time."
    if question.answer == NO_COHORT:
        return f"Rows of “{question.cohort}” join no cohort, as last time."
    label = next(option.label for option in question.options if option.value == question.answer)
    return f"“{question.cohort}” goes into {label}, as last time."


def remember_cohorts(questions: Iterable[Question], *, cohort: Cohort | None, today: date, as_of: datetime) -> None:
    """What was answered, for the next file. Of terms that are over nothing is kept."""
    terms = terms_meant(cohort=cohort, today=today)
    RememberedCohort.objects.filter(term__ends_on__lt=today).exclude(term__in=terms).delete()
    for question in questions:
        if not (question.cohort and question.answer and terms) or question.is_remembered:
            continue
        chosen = Cohort.objects.filter(pk=question.answer).first() if question.answer.isdecimal() else None
        if chosen is None and question.answer not in (OUT, NO_COHORT):
            continue  # it was deleted meanwhile
        RememberedCohort.objects.update_or_create(
            term_id=chosen.term_id if chosen else terms[0],
            name=key_of(question.cohort),
            defaults={"cohort": chosen, "stays_out": question.answer == OUT, "at": as_of},
        )
