"""Below /interviews/, where `config.urls` adds the list of interviews and the page of one."""

from django.urls import path

from apps.interviews.calendar import views as calendar
from apps.interviews.life import views as life
from apps.interviews.life.actions import reopen, withdraw_date
from apps.interviews.log import views as log
from apps.interviews.log.actions import withdraw_log
from apps.interviews.notes.views import notes
from apps.interviews.thank_you import views as thank_you
from apps.interviews.thank_you.actions import withdraw_thanks
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
    path("<int:pk>/notes/", notes, name="notes"),
    path("<int:pk>/thank-you/", thank_you.thank_you, name="thank_you"),
    *form_urls(
        "<int:pk>/thank-you/sending/",
        thank_you.sending,
        withdraw_thanks,
        "Undone. Your note is still here.",
        names=("thanked", "withdraw_thanks"),
        then="interviews:thank_you",
    ),
]
