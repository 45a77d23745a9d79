"""The buttons of the list of questions and of the bank beside it. Each leads back to the page, where it was pressed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.core.not_saved.refusing import lead_on
from apps.core.pages import refusals_on
from apps.core.versions import conflicts_on
from apps.guidance import program
from apps.interviews.actions import NotPossible
from apps.interviews.models import Interview
from apps.interviews.views import own_interview
from apps.preparation import page
from apps.preparation.models import Question
from apps.preparation.questions import actions
from apps.preparation.questions.forms import OwnQuestionForm, PicksForm, RemovedForm, WordsForm
from apps.students.requests import StudentRequest

_LIST = "questions"


@require_POST
def own(request: StudentRequest, pk: int) -> HttpResponse:
    """A question by hand."""
    interview, bank = own_interview(request, pk), program.bank()
    form = OwnQuestionForm(request.POST)
    if form.is_valid():
        with refusals_on(form, NotPossible, field="text"):
            added = actions.add_question(interview=interview, bank=bank, **form.cleaned_data)
            return redirect(page.address(interview, f"question-{added.pk}"))
    return page.show(request, interview, form, bank=bank)


@require_POST
def picks(request: StudentRequest, pk: int) -> HttpResponse:
    """Those that were ticked in the bank."""
    interview, bank = own_interview(request, pk), program.bank()
    form = PicksForm(request.POST, bank=bank)
    if form.is_valid():
        with refusals_on(form, NotPossible):
            actions.pick_questions(interview=interview, keys=form.ticked, bank=bank)
            return redirect(page.address(interview, _LIST))
    return page.show(request, interview, form, bank=bank)


@require_POST
def starters(request: StudentRequest, pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    actions.start_with_six(interview=interview, bank=program.bank())
    return redirect(page.address(interview, _LIST))


@require_POST
def more_people(request: StudentRequest, pk: int) -> HttpResponse:
    """The question that comes last is back."""
    interview = own_interview(request, pk)
    try:
        actions.ask_for_people(interview=interview, bank=program.bank())
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect(page.address(interview, _LIST))


@require_POST
def words(request: StudentRequest, pk: int, question_pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    question = _own_question(interview, question_pk)
    if question is None:
        return _gone(request, interview)
    form = WordsForm(question, request.POST)
    if form.is_valid():
        try:
            with refusals_on(form, NotPossible, field="text"), conflicts_on(form, WordsForm, zone=request.zone):
                actions.change_question(question=question, text=form.cleaned_data["text"], seen=form.seen)
                return redirect(page.address(interview, f"question-{question.pk}"))
        except actions.Gone:
            return _gone(request, interview)
    return page.show(request, interview, form)


@require_POST
def wording(request: StudentRequest, pk: int, question_pk: int) -> HttpResponse:
    """What a hint offers takes the place of the words; `rule` says which hint."""
    interview = own_interview(request, pk)
    if question := _own_question(interview, question_pk):
        try:
            better = actions.use_wording(question=question, rule=request.POST.get("rule", ""))
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect(page.address(interview))
        if better.text != question.text:
            page.offer_words_back(request, better, question.text)
    return redirect(page.address(interview, f"question-{question_pk}"))


@require_POST
def move(request: StudentRequest, pk: int, question_pk: int) -> HttpResponse:
    """`to` is the place; the focus comes back to the button that was pressed, or to the other one at an end."""
    interview = own_interview(request, pk)
    question, to = _own_question(interview, question_pk), request.POST.get("to", "")
    if question is None or not (to.isascii() and to.isdigit() and len(to) < 4):
        return redirect(page.address(interview, _LIST))
    is_up = int(to) < question.position
    try:
        moved = actions.move_question(question=question, to=int(to))
    except actions.Gone:
        return redirect(page.address(interview, _LIST))
    ordinary = interview.prepared_questions.filter(is_referral=False).count()
    is_up = is_up and moved.position > 0 or moved.position == ordinary - 1
    return redirect(page.address(interview, f"{'up' if is_up else 'down'}-{moved.pk}"))


@require_POST
def removal(request: StudentRequest, pk: int, question_pk: int) -> HttpResponse:
    interview = own_interview(request, pk)
    if question := _own_question(interview, question_pk):
        actions.remove_question(question=question)
        page.offer_back(request, question)
    return redirect(page.address(interview, "put-back"))


@require_POST
def removal_withdrawal(request: StudentRequest, pk: int) -> HttpResponse:
    """Back in its place, with the words that the page holds."""
    interview = own_interview(request, pk)
    form = RemovedForm(request.POST)
    if form.is_valid():
        try:
            back = actions.put_back(interview=interview, **form.cleaned_data)
        except NotPossible as error:
            messages.error(request, str(error))
        else:
            page.came_back(request, interview, back.text)
            return redirect(page.address(interview, f"question-{back.pk}"))
    return redirect(page.address(interview, _LIST))


def _own_question(interview: Interview, pk: int) -> Question | None:
    return interview.prepared_questions.select_related("interview").filter(pk=pk).first()


def _gone(request: StudentRequest, interview: Interview) -> HttpResponse:
    return lead_on(request, page.address(interview), why="This question was removed meanwhile.")
