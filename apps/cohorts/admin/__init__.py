"""Terms, cohorts, people, students and the delivery log in the administration.

People stand here and not in `accounts`: saving one opens a student record and is held against the
cohorts, which the lower floors do not know.
"""

from apps.cohorts.admin import cohorts, deliveries, history, people, students

__all__ = ["cohorts", "deliveries", "history", "people", "students"]
