"""What the page of a thank-you note shows, loaded once: the note, what the student wrote down, the hints."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.core import mailto
from apps.core.not_saved.giving_back import give_back
from apps.core.versions import version_of
from apps.guidance.coach import hints
from apps.interviews import deadlines
from apps.interviews.causes import Times
from apps.interviews.models import Interview, ThankYouNote
from apps.interviews.thank_you import drafts
from apps.interviews.thank_you.noted import Noted, noted
from apps.interviews.views import own_interview
from apps.outreach.thanking.forms import LONGEST, ThankYouForm
from apps.outreach.thanking.sending import SUBJECT, came_back, sent_by_acquaint
from apps.students.requests import StudentRequest

_LONG = 280  # letters of one note: from then on it is folded


@dataclass
class Page:
    request: StudentRequest
    interview: Interview
    note: ThankYouNote | None
    notes: list[Noted]

    @classmethod
    def load(cls, request: StudentRequest, pk: int) -> "Page":
        interview = own_interview(request, pk, "thank_you_note")
        return cls(request, interview, getattr(interview, "thank_you_note", None), noted(interview))

    def form(self, data: QueryDict | None = None) -> ThankYouForm:
        """Of the note; without any, of a draft to start from."""
        note = self.note
        body = note.body if note and note.body else self._first_draft
        return self._form({"body": body, "version": version_of(note)}, data)

    def is_untouched(self, body: str) -> bool:
        """Whether that is our draft and no word of the student's."""
        return self.note is None and body == self._first_draft.strip()

    def saved(self, note: ThankYouNote) -> ThankYouForm:
        """Of the note as it is now. The rest of the form is kept nowhere."""
        form = self._form({"body": note.body})
        form.fields = {"body": form.fields["body"]}
        return form

    def form_with(self, key: str) -> ThankYouForm:
        """What was typed, and below it the words of the note with this key. Nothing is checked, and nothing kept."""
        typed = {name: self.request.POST.get(name, "") for name in ("recipient", "body", "how", "when", "version")}
        typed["body"] = "\n".join(typed["body"].splitlines())
        for one in self.notes:
            if one.key == key and not one.is_used_in(self._going(typed["body"])):
                typed["body"] = drafts.with_note(typed["body"], one.text)
        return self._form(typed)

    def _form(self, initial: dict[str, str], data: QueryDict | None = None) -> ThankYouForm:
        request, interview = self.request, self.interview
        return ThankYouForm(
            data,
            interview=interview,
            contact=interview.contact,
            zone=request.zone,
            as_of=request.now,
            initial=initial,
        )

    def help(self, body: str) -> dict[str, Any]:
        """What stands beside the note and changes with it: hints about what would go as it stands."""
        text = self._going(body)
        name, notes = self.interview.contact.greeting, "\n".join(self._texts)
        found, strengths = hints.thanks_hints(text, notes=notes, name=name)
        return {
            "notes": [
                (one, drafts.marked(one.text), one.is_used_in(text), len(one.text) > _LONG) for one in self.notes
            ],
            "hints": found,
            "strengths": strengths,
            "is_too_long": len(body) > LONGEST,
        }

    def _going(self, body: str) -> str:
        """What would go as it stands; nothing of a note that is too long to be kept."""
        return "" if len(body) > LONGEST else drafts.to_mail(body, notes=self._texts)[0]

    @property
    def _first_draft(self) -> str:
        return drafts.first_draft(self.interview, self.notes)

    @property
    def _texts(self) -> list[str]:
        return [one.text for one in self.notes]

    def context(self, form: ThankYouForm) -> dict[str, Any]:
        request, interview, note = self.request, self.interview, self.note
        give_back(request, [form])  # what is said of the note below is said of what the page shows
        body = str(form["body"].value() or "")
        times = Times.of(interview, request.campus)
        sent = sent_by_acquaint(interview)
        went = sent if sent and sent.is_gone else None
        is_ready = request.GET.get("ready") and note and not form.is_bound
        return {
            "form": form,
            "interview": interview,
            "contact": interview.contact,
            "note": note,
            "subject": SUBJECT,
            "mail_to": mailto.mail_to(interview.contact.email, SUBJECT),
            "mail_fits": mailto.FITS,
            "waiting": drafts.WAITING,
            "to_reword": drafts.TO_REWORD,
            "next_step": drafts.NEXT_STEP,
            "closing": drafts.CLOSING,
            "ready": self._ready(note) if is_ready and note else None,
            "to_copy": request.GET.get("ready") == "copy",
            "is_sending": "send" in request.POST,
            "sent_by_acquaint": went,
            "came_back": came_back(interview, sent),
            "may_send": request.campus.sends_outreach and not interview.is_thanked and not went,
            "mark": times.mark,
            "late": request.now >= times.mark,
            "as_of": request.now,
            "time_gone": times.share_gone(request.now),
            "thanks_within": deadlines.in_words(request.campus.thank_you_hours),
            **self.help(body),
        }

    def _ready(self, note: ThankYouNote) -> dict[str, object]:
        """What goes into the mail, the link that opens it there, and what was left out."""
        text, left_out = drafts.to_mail(note.body, notes=self._texts)
        link = mailto.mail_link(self.interview.contact.email, SUBJECT, text)
        return {"text": text, "link": link.url, "too_long": link.is_too_long, "left_out": left_out}
