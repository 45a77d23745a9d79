"""Below /interviews/, where `config.urls` adds the list of interviews and the page of one."""

from django.urls import path

from apps.interviews.life import views as life
from apps.interviews.life.actions import reopen, withdraw_date
from apps.interviews.log import views as log
from apps.interviews.log.actions import withdraw_log
from apps.interviews.thank_you import views as thank_you
from apps.interviews.thank_you.actions import withdraw_thanks
from apps.interviews.views import action_url

_DATE_UNDONE = "Undone. You can set a new date any time."
_OPEN_AGAIN = "It is open again, where you left it."
_LOG_UNDONE = "Undone. What you wrote is still here."
_THANKS_UNDONE = "Undone. Your note is still here."

urlpatterns = [
    path("with/<int:contact_pk>/", life.plan, name="plan"),
    path("<int:pk>/appointment/", life.appointment, name="schedule"),
    action_url("<int:pk>/appointment/withdrawal/", withdraw_date, _DATE_UNDONE, name="withdraw_date"),
    path("<int:pk>/closing/", life.closing, name="close"),
    action_url("<int:pk>/reopening/", reopen, _OPEN_AGAIN, name="reopen"),
    path("log/", log.log, name="log"),
    path("<int:pk>/log/", log.confirm, name="confirm"),
    action_url("<int:pk>/log/withdrawal/", withdraw_log, _LOG_UNDONE, name="withdraw_log"),
    path("<int:pk>/thank-you/", thank_you.thank_you, name="thank_you"),
    path("<int:pk>/thank-you/sending/", thank_you.sending, name="thanked"),
    action_url(
        "<int:pk>/thank-you/withdrawal/",
        withdraw_thanks,
        _THANKS_UNDONE,
        name="withdraw_thanks",
        then="interviews:thank_you",
    ),
]
