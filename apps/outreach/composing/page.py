"""What the composer shows, loaded once: the draft or a text to start from, the hints, what was sent before."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.core import mailto
from apps.core.not_saved.giving_back import give_back
from apps.core.versions import version_of
from apps.guidance import program
from apps.guidance.coach import hints
from apps.guidance.coach.blanks import blanks
from apps.guidance.coach.prose import shaped
from apps.guidance.coach.rules import Rule
from apps.guidance.content.entries import Channel, MessageKind, PrimerPart
from apps.guidance.limits import limit_of
from apps.interviews.replies import figures
from apps.outreach.composing import actions
from apps.outreach.composing import writing as texts
from apps.outreach.composing.forms import MessageForm
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach, SentHow
from apps.outreach.silence import FOLLOW_UPS, follow_ups
from apps.students.models import AboutMe
from apps.students.requests import StudentRequest

# The buttons with which a message leaves.
HANDED = {"mail": SentHow.MAIL, "copy": SentHow.COPY, "share": SentHow.SHARE}


@dataclass
class Page:
    about: Writing
    past: list[Outreach]
    draft: Outreach | None
    purpose: MessageKind
    about_me: AboutMe | None

    @classmethod
    def load(cls, about: Writing) -> "Page":
        found = list(about.messages.with_delivery())
        past = [one for one in found if one.is_sent]
        draft = next((one for one in found if not one.is_sent), None)
        return cls(about, past, draft, about.purpose(past), texts.about_me_of(about.student))

    def fresh(self, channel: str, template: str) -> dict[str, Any]:
        """A text to start from."""
        chosen = texts.chosen(texts.templates(self.about, self.purpose, channel), template, channel)
        known = self.about.known(self.about_me.text if self.about_me else "")
        start = texts.start(chosen, known, who=self.about.who)
        return {"channel": channel, "template": start.template, "subject": start.subject, "body": start.body}

    def initial(self, draft: Outreach | None) -> dict[str, Any]:
        base = {"version": version_of(draft), "after": len(self.past), "standing": self.about.standing}
        if draft is None:
            return base | self._start()
        kept = {name: getattr(draft, name) for name in actions.WRITTEN}
        if not draft.body:  # its words were for the request, which went without them
            kept |= self.fresh(draft.channel, "")
        return base | kept

    def _start(self) -> dict[str, Any]:
        """A new message, which goes where the last one went."""
        contact, last = self.about.contact, self.past[0] if self.past else None
        addresses = (one.recipient for one in self.past if one.recipient)
        channel = last.channel if last else texts.first_channel(contact)
        return {"recipient": next(addresses, contact.email), **self.fresh(channel, "")}

    def form(self, draft: Outreach | None, data: QueryDict | None = None) -> MessageForm:
        asks = self.about.asks_what_to_call_them
        form = MessageForm(data, who=self.about.who, asks_what_to_call_them=asks, initial=self.initial(draft))
        if self.about_me and "fill_about_me" in form.fields:
            form.initial["fill_about_me"] = " ".join(self.about_me.text.split())
        return form

    def _strengths(self, body: str) -> list[hints.Strength]:
        """Why this person is not said yet where it is a blank."""
        about = self.about
        found = hints.strengths(body, name=about.who, introducer=about.introducer)
        says_why = bool(about.introducer) or "why" not in texts.open_in(body, about.who)
        return [one for one in found if says_why or one.rule is not Rule.NO_REASON]

    def _primer(self, request: StudentRequest) -> list[PrimerPart]:
        return program.primer(campus=request.campus.name, figures=figures(request.campus, as_of=request.now))

    def context(self, request: StudentRequest, form: MessageForm) -> dict[str, Any]:
        about, draft = self.about, self.draft
        give_back(request, [form])  # what is counted below is what the page shows
        body, subject = str(form["body"].value() or ""), str(form["subject"].value() or "")
        channel = str(form["channel"].value() or Channel.EMAIL)
        is_email = channel == Channel.EMAIL
        limit = limit_of(request.campus, channel)
        count = limit.count(body)
        found = texts.templates(about, self.purpose, channel)
        template = texts.chosen(found, str(form["template"].value() or ""), channel)
        refused = set(draft.hints_refused) if draft else set()
        shown = hints.hints(body, name=about.who, limit=limit, rules=texts.rules_for(self.purpose))
        left = list(dict.fromkeys(blanks(f"{subject}\n{body}" if is_email else body)))
        marked = {shaped(mark) for mark in texts.marks(about.who).values()}
        places = texts.places_in(template)
        ready = request.GET.get("ready", "") if draft and not form.is_bound else ""
        return {
            "form": form,
            "about": about,
            "contact": about.contact,
            "interview": about.interview,
            "purpose": self.purpose,
            "draft": draft,
            "past": self.past,
            "is_enough": len(follow_ups(about.interview, self.past)) >= FOLLOW_UPS,
            "is_email": is_email,
            "channels": [(one, limit_of(request.campus, one)) for one in Channel],
            "templates": found,
            "template": template,
            "count": count,
            "limit": limit,
            "share": min(100, round(100 * count / limit.most)),
            "left": left,
            "others_left": [one for one in left if one not in marked],
            "filled": places - len(form.blanks) if places > len(form.blanks) > 0 else 0,
            "places": places,
            "hints": [one for one in shown if one.rule not in refused],
            "strengths": self._strengths(body),
            "about_me": self.about_me,
            "says_about_me": self.about_me and " ".join(self.about_me.text.split()) in " ".join(body.split()),
            "is_sending": "send" in request.POST,
            "asks_about_me": self.about_me is None and not self.past and self.purpose == MessageKind.CONVERSATION,
            "primer": self._primer(request) if self.purpose == MessageKind.CONVERSATION else [],
            "ready": ready if ready in HANDED else "",
            "mail": mailto.mail_link(form["recipient"].value() or "", subject, body),
            "mail_fits": mailto.FITS,
        }
