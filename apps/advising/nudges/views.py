"""The page that writes a nudge. Each button acts on what stands in the form, and keeps it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import needs_address
from apps.advising.nudges import actions
from apps.advising.nudges.actions import NotSent, SentBefore
from apps.advising.nudges.chosen import AT_ONCE, Chosen, choose, with_reason
from apps.advising.nudges.forms import IdsField, NudgeForm
from apps.advising.nudges.page import Page, text_for
from apps.advising.reasons import Reason
from apps.audit.actions import record_view
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, next_page, posted, render_form, way_back
from apps.core.text import row_id
from apps.guidance import program
from apps.guidance.content.entries import NudgeText

PAGE = "advising:nudge"
_A_LOOK = timedelta(hours=1)  # at one page, while one writes


class TooMany(Exception):
    """More than one nudge takes."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@form_page
def nudge(request: SignedInRequest) -> HttpResponse:
    """Write to students who were chosen by hand or by their reason, look at what each will read, and send it."""
    if request.user.is_student:
        raise Http404
    cohort = _cohort(request)
    data = posted(request)
    if data is not None and "at" in data:  # another student is to be shown
        data = data.copy()
        data["show"] = data.get("at", "")
    form = NudgeForm(data)
    try:
        chosen = _chosen(request, cohort, form)
    except TooMany as error:
        return _nobody(request, cohort, form, error.number)
    if chosen.not_theirs and data is None:
        raise Http404
    if not chosen.picks:
        if chosen.not_theirs:
            form.add_error(None, actions.not_theirs(chosen.not_theirs))
        return _nobody(request, cohort, form)
    texts = program.nudges()
    if data is None:
        return _page(request, cohort, chosen, texts, NudgeForm(initial=_fresh(text_for(texts, chosen.picks))))
    if "token" in form.errors:
        form.data = _with_new_token(data)
    if "send" in data and form.is_valid():
        try:
            return _sent(request, cohort, form)
        except SentBefore as error:
            form.add_error(None, str(error))
            form.data = _with_new_token(data)
            chosen = _chosen(request, cohort, form)
        except NotSent as error:
            form.add_error(None, str(error))
            chosen = _chosen(request, cohort, form)
            if not chosen.picks:
                return _nobody(request, cohort, form)
    elif "start" in data or "bring_back" in data:
        form = NudgeForm(initial=_other_words(form, texts, is_back="bring_back" in data))
    elif form.is_valid():
        form = NudgeForm(initial=form.cleaned_data)
    return _page(request, cohort, chosen, texts, form)


def _with_new_token(data: QueryDict) -> QueryDict:
    data = data.copy()
    data["token"] = str(uuid4())
    return data


def _cohort(request: SignedInRequest) -> Cohort | None:
    """The one that the address names; 404 where it names none of theirs. Not for a form that is sent: the cohort may
    have been theirs when the page was opened, and what was typed is kept.
    """
    if "cohort" not in request.GET:
        return None
    mine = Cohort.objects.of_caseload(request.user)
    if found := mine.filter(pk=row_id(request.GET["cohort"]) or 0).first():
        return found
    if request.method == "POST":
        return None
    raise Http404


def _chosen(request: SignedInRequest, cohort: Cohort | None, form: NudgeForm) -> Chosen:
    """Those whom the form names; on a page that is opened those with the reason that the address names, or those it
    lists. Raises TooMany.
    """
    who: dict[str, Any] = {"user": request.user, "campus": request.campus, "as_of": request.now}
    students = form.ids("s") if form.is_bound else []
    if not students and "reason" in request.GET:
        if request.GET["reason"] not in Reason.values:
            raise Http404
        chosen = with_reason(Reason(request.GET["reason"]), cohort=cohort, **who)
        if len(chosen.picks) > AT_ONCE:
            raise TooMany(len(chosen.picks))
        return chosen
    students = students or _listed(request)
    if len(students) > AT_ONCE:
        raise TooMany(len(students))
    also, passed = (form.ids(name) if form.is_bound else () for name in ("also", "passed"))
    return choose(students=students, cohort=cohort.pk if cohort else None, also=also, passed=passed, **who)


def _listed(request: SignedInRequest) -> list[int]:
    """The students that the address lists; 404 where one is none."""
    listed = request.GET.getlist("s")
    found = IdsField().to_python(listed)
    if len(found) < len(set(listed)):
        raise Http404
    return found


def _fresh(text: NudgeText | None) -> dict[str, Any]:
    start = {"template": text.key, "subject": text.subject, "body": text.body} if text else {}
    return {"token": uuid4(), **start}


def _other_words(form: NudgeForm, texts: list[NudgeText], *, is_back: bool) -> dict[str, Any]:
    """What the form begins with when another text takes the place of what stands in it. Words that are nobody's
    template are set aside, from where they can be brought back.
    """
    values = {name: form[name].value() for name in form.fields}
    values |= {name: form.ids(name) for name in ("s", "to", "also", "passed")}
    subject, body = form.words
    aside = {"aside_subject": subject, "aside_body": body}
    if is_back:
        if not values["aside_body"]:
            return values
        back = (values["aside_subject"], "\n".join(str(values["aside_body"]).splitlines()))
        started = next((one.key for one in texts if (one.subject, one.body) == back), "")
        return {**values, "template": started, "subject": back[0], "body": back[1], **aside}
    text = next((one for one in texts if one.key == values["template"]), None)
    if text is None:
        return values
    is_typed = not any((one.subject, one.body) == (subject, body) for one in texts) and body.strip()
    return {**values, **(aside if is_typed else {}), "subject": text.subject, "body": text.body}


def _sent(request: SignedInRequest, cohort: Cohort | None, form: NudgeForm) -> HttpResponse:
    """To those whom the page showed as getting it, and those ticked since."""
    data = form.cleaned_data
    students = [pk for pk in data["s"] if pk in {*data["to"], *data["also"]}]
    sent = actions.send(
        adviser=request.user,
        token=data["token"],
        subject=data["subject"],
        body=data["body"],
        students=students,
        also=data["also"],
        passed=data["passed"],
        cohort=cohort.pk if cohort else None,
        campus=request.campus,
        as_of=request.now,
    )
    if sent.chosen is None:
        messages.info(request, "You sent this nudge already. It went once.")
    else:
        left = [sent.chosen.names[pick.pk] for pick in sent.chosen.picks if pick not in sent.chosen.going]
        also = f" Left out, as it stands now: {', '.join(left)}." if left else ""
        messages.success(request, f"{_how_many_left(sent.chosen)}{also}")
    back = _way_back(request, cohort)["back_url"]
    return redirect(reverse("advising:nudged", args=[sent.nudge.pk], query={"next": back}))


def _how_many_left(chosen: Chosen) -> str:
    later, now = chosen.later, len(chosen.going) - chosen.later
    if not later:
        return f"Sent to {now}."
    waits = f"{later} leave{'s' if later == 1 else ''} later, as it says below."
    return f"Sent to {now}. {waits}" if now else f"Saved. {waits}"


def _nobody(request: SignedInRequest, cohort: Cohort | None, form: NudgeForm, number: int = 0) -> HttpResponse:
    """Nobody is chosen, or too many are, or nobody of them is theirs any more. What was typed stands on the page."""
    context = {"form": form, "number": number, "most": AT_ONCE, **_way_back(request, cohort)}
    return render_form(request, "advising/nudge_nobody.html", context)


def _page(
    request: SignedInRequest, cohort: Cohort | None, chosen: Chosen, texts: list[NudgeText], form: NudgeForm
) -> HttpResponse:
    page = Page(chosen, texts, form, request.user, request.campus, request.zone, request.now)
    _record(request, cohort, [pick.pk for pick in chosen.picks])
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "campus": request.campus,
        "cohort": cohort,
        **_way_back(request, cohort),
    }
    if request.htmx:
        part = "written" if {"start", "bring_back"} & {*request.POST} else "live"
        # What stands within a whole part is no part of its own.
        context |= {"is_part": part == "live", "oob_preview": part == "written"}
        status = 422 if form.errors else 200
        return render(request, f"advising/nudge.html#{part}", context, status=status)
    return render_form(request, "advising/nudge.html", context)


def _record(request: SignedInRequest, cohort: Cohort | None, students: list[int]) -> None:
    """One row for each look: a preview that follows what is typed shows what this page has shown."""
    if request.method == "HEAD":  # it shows nothing
        return
    ids = sorted(students)
    if request.htmx:
        mine = Entry.objects.filter(actor=request.user, page=PAGE, student_ids=ids)
        if mine.filter(at__gt=request.now - _A_LOOK).exists():
            return
    said = {"reason": request.GET.get("reason"), "cohort": cohort.pk if cohort else None}
    found = {name: value for name, value in said.items() if value}
    record_view(actor=request.user, page=PAGE, student_ids=ids, filter=found)


def _way_back(request: SignedInRequest, cohort: Cohort | None) -> dict[str, str]:
    if back := next_page(request):
        return {
            "back_url": back,
            "back_label": "Needs you" if urlsplit(back).path == needs_address(request.user) else "Back",
        }
    if cohort:
        url = reverse("dashboards:cohort", args=[cohort.pk])
        return {"back_url": url + way_back(request, filters=("reason",)), "back_label": cohort.name}
    url = needs_address(request.user)
    return {"back_url": url + way_back(request, filters=("reason", "cohort")), "back_label": "Needs you"}
