from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from apps.campus.models import Campus
from apps.contacts.models import Contact
from apps.core.templatetags.dates import clock_and_zone, day, weekday
from apps.interviews.causes import Times
from apps.interviews.deadlines import in_words
from apps.interviews.models import Interview
from apps.interviews.steps import Step, step_of
from apps.outreach.silence import silence

SHOWN = 5
SOON = timedelta(days=3)
JUST_BEFORE = timedelta(minutes=30)


@dataclass(frozen=True)
class NextStep:
    """One thing to do: what, why, and one button. `order` sorts, smallest first; `soon` has a date in the next days."""

    order: int
    icon: str
    title: str
    why: str
    action: str
    url: str
    soon: bool = False


def next_steps(
    interviews: Iterable[Interview],
    *,
    zone: ZoneInfo,
    campus: Campus,
    as_of: datetime,
    just_met: Iterable[Contact] = (),
    to_thank: Iterable[Contact] = (),
) -> list[NextStep]:
    """At most five, most pressing first: how did it go, thank, prepare, say whether it was sent, follow up, thank for a
    name, tell the rest, reflect, ask.

    `interviews` are not at a side exit, and have `wrote_again` (`follow_ups_of_each`) and `waits_for_word`; the order
    within one kind is the order given. Several late thank-yous are one step, and what has a date in the next days is
    never left out: for its sake there may be more than five. Whoever is archived is not asked, and not followed up
    with.
    """
    interviews = list(interviews)
    late = [each for each in interviews if _is_late(each, campus, as_of)]
    folded = [_late_thanks(late)] if len(late) > 1 else []
    single = interviews if not folded else [each for each in interviews if each not in late]
    steps = (_next_step(interview, zone, campus, as_of) for interview in single)
    people = (*map(_thank_for_a_name, to_thank), *tell_the_rest(just_met, zone=zone, as_of=as_of))
    found = sorted((step for step in (*steps, *folded, *people) if step), key=lambda step: step.order)
    room = SHOWN - sum(step.soon for step in found)
    others = [step for step in found if not step.soon][: max(room, 0)]
    return [step for step in found if step.soon or step in others]


def _thank_for_a_name(introducer: Contact) -> NextStep:
    title, why = f"Thank {introducer.who} for a name", "One line is enough. People like to hear that it helped."
    url = reverse("outreach:who_do_you_know_answer", args=[introducer.pk])
    return NextStep(3, "heart-handshake", title, why, f"Thank {introducer.greeting}", url)


def tell_the_rest(just_met: Iterable[Contact], *, zone: ZoneInfo, as_of: datetime) -> list[NextStep]:
    """From the evening of the day they met: one step, about one person or several."""
    due = [one for one in just_met if (evening := one.asks_rest_from(zone)) and evening <= as_of]
    if not due:
        return []
    if len(due) > 1:
        why = f"{', '.join(one.who for one in due[:2])}{f' and {len(due) - 2} more' if len(due) > 2 else ''}."
        url = f"{reverse('contacts:list')}?show=just-met"
        return [NextStep(3, "user-plus", f"You met {len(due)} people", why, "Add the rest", url)]
    (one,) = due
    word = f"You wrote “{one.notes.splitlines()[0]}”. " if one.notes else ""
    why = f"{word}What do they do, and how can you reach them?"
    url = reverse("contacts:edit", args=[one.pk])
    return [NextStep(3, "user-plus", f"You met {one.who}", why, "Add the rest", url)]


def _is_late(interview: Interview, campus: Campus, as_of: datetime) -> bool:
    return step_of(interview, as_of) == Step.THANK and as_of >= Times.of(interview, campus).mark


def _late_thanks(late: list[Interview]) -> NextStep:
    names = ", ".join(interview.contact.who for interview in late[:2])
    others = f" and {len(late) - 2} more" if len(late) > 2 else ""
    why = f"{names}{others}. A late thank-you is still a good one."
    url = reverse("interviews:list")
    return NextStep(1, "heart-handshake", f"{len(late)} late thank-yous", why, "See who to thank", url)


def _next_step(interview: Interview, zone: ZoneInfo, campus: Campus, as_of: datetime) -> NextStep | None:
    name, first = interview.contact.who, interview.contact.greeting
    page, message = (reverse(page, args=[interview.pk]) for page in ("interviews:detail", "outreach:ask"))
    match step_of(interview, as_of):
        case Step.MEET if interview.ends_at and interview.ends_at <= as_of:
            url = reverse("interviews:confirm", args=[interview.pk])
            why = "Log it while it is fresh; it takes about three minutes, and then it counts."
            return NextStep(
                0, "message-circle-question-mark", f"How did it go with {name}?", why, "Say how it went", url
            )
        case Step.THANK:
            url = reverse("interviews:thank_you", args=[interview.pk])
            why = (
                f"It has been more than {in_words(campus.thank_you_hours)}, and a late thank-you is still a good one."
                if _is_late(interview, campus, as_of)
                else "A few honest lines while it is fresh are enough."
            )
            return NextStep(1, "heart-handshake", f"Thank {name}", why, f"Thank {first}", url)
        case Step.PREPARE | Step.MEET if interview.starts_at:
            local = interview.starts_at.astimezone(zone)
            if interview.starts_at - JUST_BEFORE <= as_of:
                starts = "It started at" if interview.starts_at <= as_of else "It starts at"
                why = f"{starts} {clock_and_zone(local)}. Let {first} lead, and at the end ask who else to talk to."
                url = reverse("preparation:meet", args=[interview.pk])
                return NextStep(2, "message-circle", f"Meet {name}", why, "Open your questions", url, True)
            when = f"{day(local, as_of)}, {clock_and_zone(local)}"
            soon = interview.starts_at - as_of <= SOON
            if interview.is_prepared:
                why = f"You’re prepared. {when}. Let {first} lead, and at the end ask who else to talk to."
                return NextStep(2, "check", f"Meet {name}", why, "See the date", page, soon)
            why = f"{name}, {when}. Six to eight questions are a good number."
            title = f"Prepare for {weekday(local, as_of)}"
            return NextStep(2, "list-checks", title, why, f"Prepare for {first}", page, soon)
        case Step.ASK if interview.contact.is_archived:
            return None
        case Step.ASK if getattr(interview, "waits_for_word", False):
            why = "You opened or copied your message. Say whether it went, and we know what comes next."
            title = f"Did you send it to {name}?"
            return NextStep(
                3, "message-circle-question-mark", title, why, "Say whether you sent it", f"{message}#question"
            )
        case Step.ASK if interview.asked_at is None:
            why = f"Twenty minutes, about {first}’s own path. People like to be asked."
            return NextStep(5, "mail", f"Ask {name}", why, f"Ask {first}", message)
        case Step.ASK if interview.replied_at:
            why = "You are in touch. Agree on a date, or let it go. Either is fine."
            return NextStep(3, "mail", f"Agree on a date with {name}", why, "See where it stands", page)
        case Step.ASK if interview.asked_at and _wants_follow_up(interview, campus, as_of):
            days = (as_of - interview.asked_at).days
            why = f"No reply in {days} days. That’s normal. One short, kind follow-up is fine."
            return NextStep(3, "mail", f"Follow up with {name}", why, f"Write to {first} again", message)
        case Step.REFLECT:
            url = reverse("reflection:edit", args=[interview.pk])
            why = "A few words while it is fresh. You decide who reads them."
            return NextStep(4, "notebook-pen", f"Reflect on {name}", why, f"Reflect on {first}", url)
    return None


def _wants_follow_up(interview: Interview, campus: Campus, as_of: datetime) -> bool:
    wrote_again: list[datetime] = getattr(interview, "wrote_again", [])
    return silence(interview, wrote_again, days=campus.follow_up_after_days, as_of=as_of) == "long"
