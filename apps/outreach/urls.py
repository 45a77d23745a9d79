from django.urls import path

from apps.interviews.views import action_urls
from apps.outreach import who_do_you_know
from apps.outreach.actions import ask, record_reply, withdraw_reply, withdraw_request
from apps.outreach.composing import views as composing
from apps.outreach.no_more_mail import no_more_mail
from apps.outreach.office_hours import office_hours

app_name = "outreach"
urlpatterns = [
    *action_urls(
        "interviews/<int:pk>/request/",
        ask,
        "Good. If {name} is silent for {campus.follow_up_after_days} days, that is normal.",
        withdraw_request,
        "Undone. Ask {name} when you are ready.",
        name="request",
    ),
    *action_urls(
        "interviews/<int:pk>/reply/",
        record_reply,
        "Good. We won’t remind you to follow up. Set the date when you have one.",
        withdraw_reply,
        "Undone. You are waiting for {name} again.",
        name="reply",
    ),
    path("interviews/<int:pk>/ask/", composing.ask, name="ask"),
    path("interviews/<int:pk>/ask/sending/", composing.sending, name="sending"),
    path("interviews/<int:pk>/ask/sending/withdrawal/", composing.withdraw_sending, name="withdraw_sending"),
    path("contacts/<int:pk>/who-do-you-know/", composing.who_do_you_know, name="who_do_you_know"),
    path(
        "contacts/<int:pk>/who-do-you-know/sending/", composing.who_do_you_know_sending, name="who_do_you_know_sending"
    ),
    path(
        "contacts/<int:pk>/who-do-you-know/sending/withdrawal/",
        composing.who_do_you_know_withdraw_sending,
        name="who_do_you_know_withdraw_sending",
    ),
    path("contacts/<int:pk>/who-do-you-know/answer/", who_do_you_know.answer, name="who_do_you_know_answer"),
    path(
        "contacts/<int:pk>/who-do-you-know/answer/withdrawal/",
        who_do_you_know.answer_withdrawal,
        name="who_do_you_know_withdraw_answer",
    ),
    path("contacts/<int:pk>/who-do-you-know/thanks/", who_do_you_know.thanks, name="who_do_you_know_thanks"),
    path(
        "contacts/<int:pk>/who-do-you-know/thanks/withdrawal/",
        who_do_you_know.withdraw_thanks,
        name="who_do_you_know_withdraw_thanks",
    ),
    path("contacts/<int:pk>/office-hours/", office_hours, name="office_hours"),
    path("no-more-mail/<str:token>/", no_more_mail, name="no_more_mail"),
]
