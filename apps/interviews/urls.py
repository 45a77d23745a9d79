"""Below /interviews/, where `config.urls` adds the list of interviews, the page of one, and its thank-you note."""

from django.urls import path

from apps.interviews.by_link import views as by_link
from apps.interviews.calendar import views as calendar
from apps.interviews.life import views as life
from apps.interviews.life.actions import reopen, withdraw_date
from apps.interviews.log import views as log
from apps.interviews.log.actions import withdraw_log
from apps.interviews.notes.views import notes
from apps.interviews.views import form_urls

urlpatterns = [
    path("with/<int:contact_pk>/", life.plan, name="plan"),
    *form_urls(
        "<int:pk>/appointment/",
        life.appointment,
        withdraw_date,
        "Undone. You can set a new date any time.",
        names=("schedule", "withdraw_date"),
    ),
    *form_urls(
        "<int:pk>/closing/", life.closing, reopen, "It is open again, where you left it.", names=("close", "reopen")
    ),
    path("<int:pk>/calendar.ics", calendar.download, name="calendar"),
    path("log/", log.log, name="log"),
    *form_urls(
        "<int:pk>/log/",
        log.confirm,
        withdraw_log,
        "Undone. What you wrote is still here.",
        names=("confirm", "withdraw_log"),
    ),
    path("by-link/<str:token>/", by_link.log, name="log_by_link"),
    path("by-link/<str:token>/closing/", by_link.close, name="close_by_link"),
    path("by-link/<str:token>/withdrawal/", by_link.withdrawal, name="withdraw_by_link"),
    # As some mail programs shorten them. A redirect to the others would drop what is posted.
    path("by-link/<str:token>", by_link.log, name="log_by_link_shortened"),
    path("by-link/<str:token>/closing", by_link.close, name="close_by_link_shortened"),
    path("<int:pk>/notes/", notes, name="notes"),
]
