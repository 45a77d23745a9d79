"""The steps of an interview as the student takes them."""

from datetime import datetime

from django.db.models import TextChoices

from apps.interviews.models import Interview, State


class Step(TextChoices):
    """What the student does next about it: the path on its page and the columns of the cohort's table."""

    ASK = "ask", "Ask"
    PREPARE = "prepare", "Prepare"
    MEET = "meet", "Meet"
    THANK = "thank", "Thank"
    REFLECT = "reflect", "Reflect"
    STAY_IN_TOUCH = "stay_in_touch", "Stay in touch"


def step_of(interview: Interview, as_of: datetime) -> Step:
    """The step the student is at: scheduled is Prepare until its start, and Meet until it is logged."""
    match interview.state:
        case State.SCHEDULED:
            return Step.PREPARE if interview.starts_at and as_of < interview.starts_at else Step.MEET
        case State.HELD:
            return Step.THANK
        case State.THANKED:
            return Step.REFLECT
        case State.REFLECTED:
            return Step.STAY_IN_TOUCH
        case _:
            return Step.ASK
