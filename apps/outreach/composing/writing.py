"""What a message is about, and the text that it starts from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from apps.campus.models import Campus
from apps.contacts.models import Contact, NameUse, Source, Warmth
from apps.core.names.greetings import is_plain
from apps.core.templatetags.dates import clock_and_zone, day
from apps.guidance import program
from apps.guidance.coach import hints
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel, MessageKind, Template
from apps.guidance.content.placeholders import MESSAGE, fill, names_in
from apps.interviews.models import Interview
from apps.outreach.models import Kind, Outreach
from apps.outreach.querysets import OutreachQuerySet
from apps.outreach.silence import follow_ups
from apps.students.models import AboutMe, Student

_RULES = {
    MessageKind.CONVERSATION: hints.CONVERSATION,
    MessageKind.WHO_DO_YOU_KNOW: hints.WHO_DO_YOU_KNOW,
    MessageKind.OFFICE_HOURS: hints.OFFICE_HOURS,
}
# Whoever is written to again knows why.
_AGAIN = tuple(rule for rule in hints.CONVERSATION if rule is not Rule.NO_REASON)


@dataclass(frozen=True)
class Start:
    """A text to start from, with its blanks marked."""

    template: str
    subject: str
    body: str


# What happened since, by where it stands now.
SINCE = {
    "idea": "You took your request back",
    "asked": "You said that you asked {who}",
    "answered": "{who} answered",
    "dated": "You set a date with {who}",
    "over": "You said what became of this conversation",
}


@dataclass(frozen=True)
class Writing:
    """A message to this contact: about the `interview`, or, without one, “Who do you know?”."""

    student: Student
    contact: Contact
    interview: Interview | None
    campus: Campus
    zone: ZoneInfo
    as_of: datetime

    @property
    def messages(self) -> OutreachQuerySet:
        """To this person about this, drafts and sent ones, the latest first."""
        if self.interview:
            return Outreach.objects.filter(interview=self.interview).asking()
        return Outreach.objects.filter(contact=self.contact, kind=Kind.WHO_DO_YOU_KNOW)

    @property
    def standing(self) -> str:
        """Where it stands with them, as a key of SINCE: what is written for one may not fit another."""
        interview = self.interview
        if interview is None:
            return ""
        if interview.is_held or interview.exit:
            return "over"
        if interview.starts_at:
            return "dated"
        if interview.asked_at is None:
            return "idea"
        return "answered" if interview.replied_at else "asked"

    @property
    def asks_nothing(self) -> bool:
        """Whether nothing is left to ask or to announce: they agreed on a date, or it is over."""
        asked = self.interview and self.interview.asked_at
        return self.standing == "over" or bool(self.standing == "dated" and asked)

    def purpose(self, messages: Iterable[Outreach]) -> MessageKind:
        """What is asked for next, after these messages `with_delivery`."""
        if self.interview is None:
            return MessageKind.WHO_DO_YOU_KNOW
        if self.interview.asked_at:
            sent = follow_ups(self.interview, messages)
            return MessageKind.LAST_FOLLOW_UP if sent else MessageKind.FOLLOW_UP
        return MessageKind.OFFICE_HOURS if self.interview.starts_at else MessageKind.CONVERSATION

    @property
    def kind(self) -> Kind:
        if self.interview is None:
            return Kind.WHO_DO_YOU_KNOW
        is_visit = self.interview.starts_at and not self.interview.asked_at
        return Kind.OFFICE_HOURS if is_visit else Kind.CONVERSATION

    @property
    def who(self) -> str:
        return self.contact.greeting

    @property
    def asks_what_to_call_them(self) -> bool:
        """Whether the student would greet them by another name than Acquaint makes of theirs."""
        contact = self.contact
        return not contact.call_them and (contact.source_warmth is Warmth.KNOWN or not is_plain(contact.greeting))

    @property
    def introducer(self) -> str:
        """Who gave the name, where it is OK to say so."""
        by, says = self.contact.introduced_by, self.contact.name_use
        return by.full_name if by and says in (NameUse.YES, NameUse.WILL_INTRODUCE) else ""

    def url(self, page: str = "") -> str:
        if self.interview:
            return reverse(f"outreach:{page or 'ask'}", args=[self.interview.pk])
        return reverse(f"outreach:who_do_you_know{f'_{page}' if page else ''}", args=[self.contact.pk])

    @property
    def leads_back_to(self) -> str:
        if self.interview:
            return reverse("interviews:detail", args=[self.interview.pk])
        return reverse("contacts:detail", args=[self.contact.pk])

    def known(self, about_me: str) -> dict[str, str]:
        """What a template may be filled with. What is empty stays a blank."""
        interview = self.interview
        interests = [one.name for one in self.student.interests.all()[:2]]
        known = {
            "greeting": self.contact.greeting,
            "my_name": self.student.user.display_name,
            "who_i_am": _who_i_am(self.student),
            "about_me": " ".join(about_me.split()),
            "campus": self.campus.name,
            "introduced_by": self.introducer,
            "role": self.contact.role,
            "organization": self.contact.organization,
            "field": _inside(interests[0]) if len(interests) == 1 else "",
        }
        if interview and interview.asked_at:
            known["asked_on"] = day(interview.asked_at.astimezone(self.zone), self.as_of.astimezone(self.zone))
        if interview and interview.starts_at:
            start = interview.starts_at.astimezone(self.zone)
            known["office_hours"] = f"{day(start, self.as_of.astimezone(self.zone))} at {clock_and_zone(start)}"
        return known


def rules_for(purpose: MessageKind) -> tuple[Rule, ...]:
    """What a message needs that asks for this."""
    return _RULES.get(purpose, _AGAIN)


def first_channel(contact: Contact) -> Channel:
    """How the student can reach them, email first."""
    if contact.email:
        return Channel.EMAIL
    if contact.phone:
        return Channel.TEXT
    return Channel.LINKEDIN if "linkedin.com" in contact.profile_link.lower() else Channel.EMAIL


def templates(writing: Writing, purpose: MessageKind, channel: str) -> list[Template]:
    """What suits this person best first. A name that may not be said is in none of the first texts."""
    source = writing.contact.source or Source.FAMILY
    if writing.introducer:
        source = Source.REFERRAL
    elif source == Source.REFERRAL:
        source = Source.LINKEDIN
    return program.templates(kind=purpose, channel=channel, source=source)


def chosen(found: list[Template], key: str, channel: str) -> Template | None:
    """The one with this key, the same one for another channel, or else the one that suits best."""
    same = {key, f"{key.rpartition('-')[0]}-{channel}"}
    return next((one for one in found if one.key in same), found[0] if found else None)


def start(template: Template | None, known: Mapping[str, str], *, who: str) -> Start:
    if template is None:
        return Start("", "", "")
    subject, body = (fill(text, known, who=who).text for text in (template.subject, template.body))
    return Start(template.key, subject, body)


def places_in(template: Template | None) -> int:
    """How many different things the template leaves open."""
    return len(set(names_in(f"{template.subject} {template.body}"))) if template else 0


def about_me_of(student: Student) -> AboutMe | None:
    return AboutMe.objects.filter(student=student).first()


# A year that says what a student is: "a sophomore in biology". Others, like "class of 2028", fit into no sentence.
_YEARS = ("freshman", "first-year", "sophomore", "junior", "senior")


def _who_i_am(student: Student) -> str:
    """In a sentence, by year and major; empty without a major."""
    major, year = _inside(student.major), student.year.lower()
    if not major:
        return ""
    said = f"{year} in {major}" if year in _YEARS else f"{major} student"
    return f"{'an' if said[0].lower() in 'aeiou' else 'a'} {said}"


def _inside(name: str) -> str:
    """The name of a field inside a sentence. "IT" and "3D design" stay."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


_SENTENCES = {"why", "about_me"}
_BEGINS = re.compile(r"(^|[.!?…\n][\"”’)]?) *$")  # a sentence
_GOES_ON = re.compile(r" *[.,;:!?a-z]")


def marks(who: str) -> dict[str, str]:
    """How each blank is marked in a text, by the name of its placeholder."""
    return {name: f"[{one.blank.format(who=who)}]" for name, one in MESSAGE.items()}


def open_in(text: str, who: str) -> list[str]:
    """The placeholders that are still marked in the text, in its order."""
    found = [(at, name) for name, mark in marks(who).items() if (at := text.find(mark)) >= 0]
    return [name for _, name in sorted(found)]


def put_in(text: str, values: Mapping[str, str], who: str) -> str:
    """The text with these values in place of their marks. A sentence of its own gets its capital and its period."""
    for name, mark in marks(who).items():
        if value := values.get(name, "").strip():
            text, *others = text.split(mark)
            for after in others:
                text += (_sentence(value, text, after) if name in _SENTENCES else value) + after
    return text


def _sentence(value: str, before: str, after: str) -> str:
    """As it stands between these two. "iPad" keeps its first letter."""
    if _BEGINS.search(before) and not value[1:2].isupper():
        value = value[0].upper() + value[1:]
    return f"{value}." if value[-1].isalnum() and not _GOES_ON.match(after) else value


def greet(text: str, who: str, call_them: str) -> str:
    """The text to someone who was greeted as `who`, with what the student calls them."""
    for before, now in zip(marks(who).values(), marks(call_them).values(), strict=True):
        text = text.replace(before, now)
    line, gap, rest = text.partition("\n")
    is_there = who in call_them and call_them in line  # Aunt Rosa, who was Rosa
    return f"{line if is_there else line.replace(who, call_them, 1)}{gap}{rest}"


def with_about_me(text: str, about_me: str, who: str) -> str:
    """The text with About me where it is marked, or else after the greeting."""
    about_me = " ".join(about_me.split())
    if marks(who)["about_me"] in text:
        return put_in(text, {"about_me": about_me}, who)
    greeting, gap, rest = text.partition("\n\n")
    return f"{greeting}\n\n{about_me}\n\n{rest}" if gap else f"{text}\n\n{about_me}"
