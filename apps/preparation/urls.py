from django.urls import path

from apps.interviews.views import action_urls
from apps.preparation import views
from apps.preparation.actions import finish_preparation, withdraw_preparation
from apps.preparation.meet.views import meet
from apps.preparation.questions import views as questions

app_name = "preparation"
_questions = "<int:pk>/preparation/questions/"
_question = f"{_questions}<int:question_pk>/"
urlpatterns = [
    path("<int:pk>/preparation/", views.prepare, name="prepare"),
    path("<int:pk>/meet/", meet, name="meet"),
    *action_urls(
        "<int:pk>/preparation/done/",
        finish_preparation,
        views.PREPARED,
        withdraw_preparation,
        "Undone. Half an hour is enough, whenever you find it.",
        name="prepared",
    ),
    path("<int:pk>/preparation/sheet/", views.one_page, name="sheet"),
    path("<int:pk>/preparation/checklist/", views.ticks, name="checklist"),
    path("<int:pk>/preparation/research/", views.research, name="research"),
    path(_questions, questions.own, name="questions"),
    path(f"{_questions}picks/", questions.picks, name="picks"),
    path(f"{_questions}starters/", questions.starters, name="starters"),
    path(f"{_questions}more-people/", questions.more_people, name="more_people"),
    path(f"{_questions}removal/withdrawal/", questions.removal_withdrawal, name="withdraw_removal"),
    path(_question, questions.words, name="question"),
    path(f"{_question}wording/", questions.wording, name="wording"),
    path(f"{_question}move/", questions.move, name="move"),
    path(f"{_question}removal/", questions.removal, name="remove"),
]
