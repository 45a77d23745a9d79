from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.campus.zones import zone_named
from apps.core.pages import form_page, posted, render_form
from apps.core.templatetags.dates import place
from apps.students import actions
from apps.students.forms import PreferencesForm
from apps.students.loading import own_student
from apps.students.requests import StudentRequest


@form_page
def preferences(request: StudentRequest) -> HttpResponse:
    """Studies, time zone and quiet hours. `zone` in the address is chosen already. 404 for whoever is not a student."""
    student = own_student(request)
    offered = zone_named(request.GET.get("zone", ""))
    initial = {"time_zone": offered} if offered and request.method != "POST" else {}
    form = PreferencesForm(posted(request), instance=student, campus=request.campus, initial=initial)
    if form.is_valid():
        actions.change_settings(student=student, as_of=request.now, **form.cleaned_data)
        messages.success(request, " ".join(["Saved.", *_changed(form, student.zone(request.campus))]))
        return redirect("students:preferences")
    context = {
        "form": form,
        "offered": place(ZoneInfo(offered)) if offered else "",
        "has_ended_start": student.start_ended_at is not None,
    }
    return render_form(request, "students/preferences.html", context)


def _changed(form: PreferencesForm, zone: ZoneInfo) -> Iterator[str]:
    if "time_zone" in form.changed_data:
        yield f"Pages and reminders follow {place(zone)} time now."
    if {"quiet_from", "quiet_until"} & {*form.changed_data}:
        whose = "The campus’s" if form.cleaned_data["quiet_from"] is None else "Your"
        yield f"{whose} quiet hours apply from now on."
