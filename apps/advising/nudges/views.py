"""The page that writes a nudge. Each button acts on what stands in the form, and keeps it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.accounts.requests import SignedInRequest
from apps.advising.caseload import caseload
from apps.advising.nudges import actions
from apps.advising.nudges.actions import NotSent, OtherWords
from apps.advising.nudges.chosen import AT_ONCE, Chosen, choose
from apps.advising.nudges.forms import IdsField, NudgeForm
from apps.advising.nudges.page import Page, text_for
from apps.advising.reasons import Reason, needing
from apps.audit.actions import record_view
from apps.audit.models import Entry
from apps.cohorts.models import Cohort
from apps.core.pages import form_page, posted, render_form, way_back
from apps.core.text import row_id
from apps.guidance import program
from apps.guidance.content.entries import NudgeText

PAGE = "advising:nudge"
_A_LOOK = timedelta(hours=1)  # at one page, while one writes


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
    students = (form.ids("s") if data is not None else []) or _asked_for(request, cohort)
    if not students or len(students) > AT_ONCE:
        return _nobody(request, cohort, form, len(students))
    chosen = _choose(request, cohort, students, form)
    if chosen.not_theirs and data is None:
        raise Http404
    if not chosen.picks:
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
        except OtherWords as error:
            form.add_error(None, str(error))
            form.data = _with_new_token(data)
        except NotSent as error:
            form.add_error(None, str(error))
            chosen = _choose(request, cohort, students, form)
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
    """The one that the address names; 404 where it names none of theirs."""
    if "cohort" not in request.GET:
        return None
    mine = Cohort.objects.of_caseload(request.user)
    if found := mine.filter(pk=row_id(request.GET["cohort"]) or 0).first():
        return found
    raise Http404


def _asked_for(request: SignedInRequest, cohort: Cohort | None) -> list[int]:
    """Ids of students: those with the reason that the address names, or those it lists."""
    if "reason" not in request.GET:
        listed = request.GET.getlist("s")
        found = IdsField().to_python(listed)
        if len(found) < len(set(listed)):
            raise Http404
        return found
    if request.GET["reason"] not in Reason.values:
        raise Http404
    mine = caseload(user=request.user, campus=request.campus, as_of=request.now)
    needs = needing(mine.of_cohort(cohort) if cohort else mine.cases, campus=request.campus, as_of=request.now)
    return [need.row.student_id for need in needs if need.reason == request.GET["reason"]]


def _choose(request: SignedInRequest, cohort: Cohort | None, students: list[int], form: NudgeForm) -> Chosen:
    return choose(
        students=students,
        user=request.user,
        campus=request.campus,
        as_of=request.now,
        cohort=cohort.pk if cohort else None,
        also=form.ids("also") if form.is_bound else (),
    )


def _fresh(text: NudgeText | None) -> dict[str, Any]:
    start = {"template": text.key, "subject": text.subject, "body": text.body} if text else {}
    return {"token": uuid4(), **start}


def _other_words(form: NudgeForm, texts: list[NudgeText], *, is_back: bool) -> dict[str, Any]:
    """What the form begins with when another text takes the place of what stands in it. Words that are nobody's
    template are set aside, from where they can be brought back.
    """
    values = {name: form[name].value() for name in form.fields} | {name: form.ids(name) for name in ("s", "to", "also")}
    subject, body = form.words
    aside = {"aside_subject": subject, "aside_body": body}
    if is_back:
        back = {"subject": values["aside_subject"], "body": values["aside_body"]}
        return {**values, **back, **aside} if values["aside_body"] else values
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
        cohort=cohort.pk if cohort else None,
        campus=request.campus,
        as_of=request.now,
    )
    if sent.chosen is None:
        messages.info(request, "You sent this nudge already. It went once.")
    else:
        left = [pick.name for pick in sent.chosen.picks if pick not in sent.chosen.going]
        also = f" Left out, as it stands now: {', '.join(left)}." if left else ""
        messages.success(request, f"Sent to {len(sent.chosen.going)}.{also}")
    return redirect("advising:nudged", sent.nudge.pk)


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
        context |= {"is_part": True, "oob_preview": part == "written"}
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
    if cohort:
        url = reverse("dashboards:cohort", args=[cohort.pk])
        return {"back_url": url + way_back(request, filters=("reason",)), "back_label": cohort.name}
    url = reverse("dashboards:home")
    return {"back_url": url + way_back(request, filters=("reason", "cohort")), "back_label": "Needs you"}
