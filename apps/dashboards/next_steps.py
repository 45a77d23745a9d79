"""What next: the student's interviews turned into a short list of things to do, the one with a clock first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats

from apps.campus.models import Campus
from apps.core.templatetags.clock import clock
from apps.interviews.deadlines import SILENCE, in_words
from apps.interviews.models import Interview, Step
from apps.interviews.reminders import Times

SHOWN = 5


@dataclass(frozen=True)
class NextStep:
    """One thing to do: what, why, and one button. `order` sorts, smallest first."""

    order: int
    icon: str
    title: str
    why: str
    action: str
    url: str


def next_steps(interviews: Iterable[Interview], *, zone: ZoneInfo, campus: Campus, as_of: datetime) -> list[NextStep]:
    """At most five, most pressing first: how did it go, thank, prepare, follow up, reflect, ask.

    `interviews` are not at a side exit; the order within one kind is the order given.
    """
    found = (_next_step(interview, zone, campus, as_of) for interview in interviews)
    return sorted((step for step in found if step), key=lambda step: step.order)[:SHOWN]


def _next_step(interview: Interview, zone: ZoneInfo, campus: Campus, as_of: datetime) -> NextStep | None:
    name, first = interview.contact.full_name, interview.contact.first_name
    page = reverse("interviews:detail", args=[interview.pk])
    match interview.step(as_of):
        case Step.MEET if interview.ends_at and interview.ends_at <= as_of:
            url = reverse("interviews:confirm", args=[interview.pk])
            why = "Log it while it is fresh; it takes about three minutes, and then it counts."
            return NextStep(
                0, "message-circle-question-mark", f"How did it go with {name}?", why, "Say how it went", url
            )
        case Step.THANK:
            url = reverse("interviews:thank_you", args=[interview.pk])
            late = as_of >= Times.of(interview, campus).mark
            why = (
                f"It is past {in_words(campus.thank_you_hours)}, and a late thank-you is still a good one."
                if late
                else "A few honest lines while it is fresh are enough."
            )
            return NextStep(1, "heart-handshake", f"Thank {name}", why, "Write the note", url)
        case Step.PREPARE | Step.MEET if interview.starts_at:
            local = interview.starts_at.astimezone(zone)
            when = clock(formats.date_format(local, "l j F, g:i a"))
            why = f"{name}, {when}. Six to eight questions is a good number."
            return NextStep(2, "list-checks", f"Prepare for {formats.date_format(local, 'l')}", why, "Prepare", page)
        case Step.ASK if interview.asked_at is None:
            why = f"Twenty minutes, about {first}’s own path. People like to be asked."
            return NextStep(5, "mail", f"Ask {name}", why, f"Ask {first}", page)
        case Step.ASK if interview.asked_at and as_of - interview.asked_at >= SILENCE:
            days = (as_of - interview.asked_at).days
            why = f"No reply in {days} days. That is normal. One short, kind follow-up is fine."
            return NextStep(3, "mail", f"Follow up with {name}", why, "Follow up", page)
        case Step.REFLECT:
            url = reverse("interviews:reflect", args=[interview.pk])
            why = "A few words while it is fresh. You decide who reads them."
            return NextStep(4, "notebook-pen", f"Reflect on {name}", why, "Reflect on it", url)
    return None
