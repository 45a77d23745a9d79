from apps.interviews.views import action_urls
from apps.outreach.actions import ask, record_reply, withdraw_reply, withdraw_request

app_name = "outreach"
urlpatterns = [
    *action_urls(
        "<int:pk>/request/",
        ask,
        "Good. If {name} is silent for a week, that is normal.",
        withdraw_request,
        "Taken back. Ask {name} when you are ready.",
        name="request",
    ),
    *action_urls(
        "<int:pk>/reply/",
        record_reply,
        "Good. No follow-up comes any more; set the date when you have one.",
        withdraw_reply,
        "Taken back. You are waiting for {name} again.",
        name="reply",
    ),
]
