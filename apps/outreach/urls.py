from apps.interviews.views import action_urls
from apps.outreach.actions import ask, record_reply, withdraw_reply, withdraw_request

app_name = "outreach"
urlpatterns = [
    *action_urls(
        "<int:pk>/request/",
        ask,
        "Good. If {name} is silent for {campus.follow_up_after_days} days, that is normal.",
        withdraw_request,
        "Undone. Ask {name} when you are ready.",
        name="request",
    ),
    *action_urls(
        "<int:pk>/reply/",
        record_reply,
        "Good. We won’t remind you to follow up. Set the date when you have one.",
        withdraw_reply,
        "Undone. You are waiting for {name} again.",
        name="reply",
    ),
]
