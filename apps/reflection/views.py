from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.cohorts.readers import readers_of
from apps.core.pages import form_page, posted, refusals_on, render_form
from apps.core.versions import conflicts_on
from apps.guidance.models import ReflectionQuestion
from apps.interviews.actions import NotPossible
from apps.interviews.views import own_interview, to_its_log
from apps.reflection import actions
from apps.reflection.forms import ReflectionForm
from apps.students.requests import StudentRequest


@form_page
def reflection(request: StudentRequest, pk: int) -> HttpResponse:
    """The program's questions, and whether the adviser may read the answers."""
    interview = own_interview(request, pk, "reflection")
    if not interview.is_held:
        return to_its_log(request, interview)
    questions = list(ReflectionQuestion.objects.filter(retired=False))
    readers = readers_of(interview.student_id)
    form = ReflectionForm(
        posted(request), questions=questions, reflection=getattr(interview, "reflection", None), readers=readers
    )
    if form.is_valid():
        data = form.cleaned_data
        saved = partial(ReflectionForm, None, questions=questions, readers=readers)
        with refusals_on(form, NotPossible), conflicts_on(form, lambda row: saved(reflection=row), zone=request.zone):
            actions.save_reflection(
                interview=interview,
                answers=form.answers(),
                nerves_before=data["nerves_before"],
                nerves_after=data["nerves_after"],
                verdict=data["verdict"],
                shared=data["shared"],
                as_of=request.now,
                seen=form.seen,
            )
            messages.success(request, "Saved. You can change it any time.")
            return redirect("interviews:detail", pk=interview.pk)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render_form(request, "reflection/form.html", context)
