"""The composer: one page for every message. Each button acts on what stands in the form, and keeps it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from apps.contacts.actions import Removed
from apps.contacts.models import Contact
from apps.core.pages import form_page, posted, render_form
from apps.core.text import row_id
from apps.core.versions import EditedElsewhere, conflicts_on, version_of
from apps.guidance.coach.rules import Rule
from apps.interviews.actions import NotPossible
from apps.interviews.views import own_interview
from apps.outreach.by_acquaint import NotSent
from apps.outreach.composing import actions
from apps.outreach.composing import writing as texts
from apps.outreach.composing.actions import AlreadySent, Text
from apps.outreach.composing.forms import MessageForm
from apps.outreach.composing.page import HANDED, Page
from apps.outreach.composing.sending import send
from apps.outreach.composing.writing import Writing
from apps.outreach.models import Outreach
from apps.outreach.moved import lead_to_them
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

# What may be wrong while it is typed, and keeps nothing else from being saved.
HALF_TYPED = ("recipient", "subject")


@form_page
def ask(request: StudentRequest, pk: int) -> HttpResponse:
    """Ask for a conversation, follow up, or say that one comes to office hours: what the interview needs next."""
    about = writing_for_interview(request, pk)
    if request.method != "POST" and about.asks_nothing:
        messages.info(request, f"There is nothing to ask {about.who} now.")
        return redirect(about.leads_back_to)
    return _compose(request, about)


@form_page
def who_do_you_know(request: StudentRequest, pk: int) -> HttpResponse:
    try:
        return _compose(request, writing_for_contact(request, pk))
    except Http404:
        return lead_to_them(request, pk, "outreach:who_do_you_know", otherwise="contacts:list")


@require_POST
def sending(request: StudentRequest, pk: int) -> HttpResponse:
    return _answered(request, writing_for_interview(request, pk))


@require_POST
def who_do_you_know_sending(request: StudentRequest, pk: int) -> HttpResponse:
    return _answered(request, writing_for_contact(request, pk))


@require_POST
def withdraw_sending(request: StudentRequest, pk: int) -> HttpResponse:
    return _withdrawn(request, writing_for_interview(request, pk))


@require_POST
def who_do_you_know_withdraw_sending(request: StudentRequest, pk: int) -> HttpResponse:
    return _withdrawn(request, writing_for_contact(request, pk))


def writing_for_interview(request: StudentRequest, pk: int) -> Writing:
    interview = own_interview(request, pk, "contact__introduced_by")
    student = own_student(request)
    return Writing(student, interview.contact, interview, request.campus, request.zone, request.now)


def writing_for_contact(request: StudentRequest, pk: int) -> Writing:
    student = own_student(request)
    contacts = Contact.objects.visible_to(request.user).select_related("introduced_by")
    contact = get_object_or_404(contacts, pk=pk)
    contact.student = student
    return Writing(student, contact, None, request.campus, request.zone, request.now)


def _compose(request: StudentRequest, about: Writing) -> HttpResponse:
    page = Page.load(about)
    form = page.form(page.draft, posted(request))
    if request.method == "POST" and request.htmx and "autosave" in request.POST:
        return _autosaved(request, page, form)
    if "start" in request.POST and not form["body"].data:
        form.data = _with(form, body=page.initial(page.draft)["body"])  # an emptied box may start anew
    if form.is_valid():
        try:
            with conflicts_on(form, page.form, zone=request.zone):
                return _pressed(request, page, form)
        except Removed as error:
            raise Http404 from error
        except AlreadySent:
            return redirect(about.leads_back_to)
        except NotSent as error:
            form.add_error(error.field, str(error))
        except NotPossible as error:
            form.add_error(None, str(error))
            again = Page.load(about)
            seen = {"version": version_of(again.draft), "after": str(len(again.past)), "standing": about.standing}
            form.data = _with(form, **seen)
    return render_form(request, "outreach/compose.html", page.context(request, form))


def _with(form: MessageForm, **values: str) -> QueryDict:
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        data[name] = value
    return data


def _text(page: Page, form: MessageForm) -> Text:
    """What is in the form, with what was written for the blanks in its place."""
    data, who = form.cleaned_data, page.about.who
    values = {name: data[name] for name in ("channel", "template", "recipient")}
    values |= {name: texts.put_in(data[name], form.filled, who) for name in ("subject", "body")}
    call_them = data.get("call_them", "")
    if call_them:
        values["body"] = texts.greet(values["body"], who, call_them)
    return Text(values, form.seen, data["after"], data["standing"] or None, call_them)


def _pressed(request: StudentRequest, page: Page, form: MessageForm) -> HttpResponse:
    about, text, press = page.about, _text(page, form), request.POST
    if "send" in press:
        send(writing=about, text=text, campus=request.campus, as_of=request.now)
        about.contact.call_them = about.contact.call_them or text.call_them
        kept = _address_kept(about, text.values["channel"], text.values["recipient"])
        messages.success(request, f"Sent. {about.who}’s answer comes to your own email.{kept}")
        return redirect(about.leads_back_to)
    if "start" in press:
        fresh = page.fresh(text.values["channel"], text.values["template"])
        fresh |= {name: texts.put_in(fresh[name], form.filled, about.who) for name in ("subject", "body")}
        former = {**text.values, "template": form.initial["template"]}
        aside = _set_aside(former) if former["body"] != fresh["body"] else {}
        text = replace(text, values={**text.values, **fresh, **aside})
    elif "bring_back" in press and page.draft and page.draft.set_aside:
        earlier = {name: getattr(page.draft, name) for name in _set_aside(text.values)}
        earlier = {name.removeprefix("set_aside_"): value for name, value in earlier.items() if value}
        earlier["body"] = earlier.pop("set_aside")
        text = replace(text, values={**text.values, **earlier, **_set_aside(text.values)})
    elif "about_me" in press and page.about_me:
        body = texts.with_about_me(text.values["body"], page.about_me.text, about.who)
        text = replace(text, values={**text.values, "body": body})
    draft = actions.save_draft(writing=about, text=text)
    for button, how in HANDED.items():
        if button in press:
            actions.hand_over(draft=draft, how=how)
            return redirect(f"{about.url()}?ready={button}#ready")
    if rule := form.cleaned_data["no_thanks"]:
        actions.refuse_hint(writing=about, draft=draft, rule=Rule(rule))
        return redirect(f"{about.url()}#hints")
    if {"start", "bring_back", "fill", "about_me"} & {*press}:
        return redirect(f"{about.url()}#message")
    messages.success(request, "Saved. Nothing was sent.")
    return redirect(about.url())


def _set_aside(values: Mapping[str, str]) -> dict[str, str]:
    """These values where another text takes their place, and from where “Bring my earlier text back” brings them."""
    return {
        "set_aside": values["body"],
        "set_aside_subject": values["subject"],
        "set_aside_template": values["template"],
    }


def _autosaved(request: StudentRequest, page: Page, form: MessageForm) -> HttpResponse:
    """The draft is kept as it is typed. What stands beside it comes back: the count, the hints, when it was saved."""
    context: dict[str, Any] = {"not_saved": "", "is_autosave": True}
    status = 200
    unfinished = [name for name in form.errors if name in HALF_TYPED]
    wrong = [each for name, each in form.errors.items() if name not in (*HALF_TYPED, *form.fills, "call_them")]
    try:
        if wrong:
            context["not_saved"] = f"Not saved yet. {wrong[0][0]}"
        else:
            data = form.cleaned_data
            values = {
                name: data.get(name, form.initial.get(name, ""))
                for name in ("channel", "template", "recipient", "subject", "body")
            }
            seen = {"seen": form.seen, "after": data["after"], "standing": data["standing"] or None}
            draft = actions.save_draft(writing=page.about, text=Text(values, **seen))
            page = Page(page.about, page.past, draft, page.purpose, page.about_me)
            form = page.form(draft)
            context["unfinished"] = unfinished
    except EditedElsewhere:
        context["not_saved"] = "Changed in another tab. Press “Save for later” to see both."
    except (NotPossible, Removed):
        context["not_saved"] = "Not saved. Press “Save for later” to see why."
    if context["not_saved"]:
        status = 422
    context |= page.context(request, form)
    return HttpResponse(render_to_string("outreach/compose.html#autosaved", context, request), status=status)


def _message(request: StudentRequest, about: Writing) -> Outreach:
    return get_object_or_404(about.messages, pk=row_id(request.POST.get("message", "")) or 0)


def _answered(request: StudentRequest, about: Writing) -> HttpResponse:
    """The answer to “Did you send it?”."""
    message = _message(request, about)
    said = request.POST.get("answer", "")
    try:
        if said == "yes":
            actions.mark_sent(writing=about, message=message, as_of=request.now, campus=request.campus)
            kept = _address_kept(about, message.channel, message.recipient)
            messages.success(request, f"{_well_sent(request, about)}{kept}")
            return redirect(about.leads_back_to)
        if said == "no":
            actions.mark_not_sent(writing=about, message=message)
            return redirect(about.url())
    except Removed as error:
        raise Http404 from error
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.info(request, "All right. Your message stays here, and so does the question.")
    return redirect(about.leads_back_to)


def _address_kept(about: Writing, channel: str, recipient: str) -> str:
    """Said where the person, as loaded before, had no address."""
    is_new = not about.contact.email and actions.address_of(channel, recipient)
    return f" The address is kept with {about.who}." if is_new else ""


def _well_sent(request: StudentRequest, about: Writing) -> str:
    if about.interview is None:
        return f"Good. When {about.who} answers, say here what came of it."
    if about.interview.starts_at:
        return f"Good. {about.who} knows you’re coming."
    return f"Good. If {about.who} is silent for {request.campus.follow_up_after_days} days, that is normal."


def _withdrawn(request: StudentRequest, about: Writing) -> HttpResponse:
    try:
        actions.withdraw_sent(writing=about, message=_message(request, about), as_of=request.now, campus=request.campus)
    except Removed as error:
        raise Http404 from error
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Undone. Your words are a draft again.")
        return redirect(about.url())
    return redirect(about.leads_back_to)
