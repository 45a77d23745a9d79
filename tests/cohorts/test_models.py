"""What the database holds of terms and cohorts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.cohorts.models import Cohort, Term

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "dates",
    [
        {"starts_on": date(1999, 12, 31), "ends_on": date(2026, 12, 18)},
        {"starts_on": date(2026, 9, 1), "ends_on": date(2101, 1, 1)},
    ],
)
def test_terms_and_cohorts_lie_in_this_century(cohort: Cohort, dates: dict[str, date]) -> None:
    """The database says so too, whatever wrote the row."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(name="Slip", **dates)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(starts_on=dates["starts_on"], due_on=dates["ends_on"])


def test_a_cohort_due_at_the_end_of_time_is_refused_beside_its_field(cohort: Cohort) -> None:
    cohort.due_on = date(9999, 12, 31)
    with pytest.raises(ValidationError) as refused:
        cohort.full_clean()
    assert refused.value.message_dict == {"due_on": ["Check the year: it should be between 2000 and 2100."]}
