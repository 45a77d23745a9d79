"""The reflection."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import SignedInRequest
from apps.core import clock
from apps.guidance.models import ReflectionQuestion
from apps.interviews import actions
from apps.interviews.forms import ReflectionForm
from apps.interviews.views.loading import own_interview


@require_http_methods(["GET", "HEAD", "POST"])
def reflection(request: SignedInRequest, pk: int) -> HttpResponse:
    """The programme's questions, and whether the adviser may read the answers."""
    interview = own_interview(request, pk, "reflection")
    if not interview.is_held:
        return redirect("interviews:confirm", pk=interview.pk)
    form = ReflectionForm(
        request.POST if request.method == "POST" else None,
        questions=list(ReflectionQuestion.objects.filter(retired=False)),
        reflection=getattr(interview, "reflection", None),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.save_reflection(
            interview=interview,
            answers=form.answers(),
            nerves_before=data["nerves_before"],
            nerves_after=data["nerves_after"],
            verdict=data["verdict"],
            shared=data["shared"],
            as_of=clock.now(),
        )
        messages.success(request, "Saved. That is one conversation you will remember.")
        return redirect("interviews:detail", pk=interview.pk)
    context = {"form": form, "interview": interview, "contact": interview.contact}
    return render(request, "interviews/reflection.html", context, status=422 if form.errors else 200)
