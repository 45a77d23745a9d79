from django.urls import path

from apps.interviews.views import action_urls
from apps.preparation.actions import finish_preparation, withdraw_preparation
from apps.preparation.meet.views import meet

app_name = "preparation"
urlpatterns = [
    path("<int:pk>/meet/", meet, name="meet"),
    *action_urls(
        "<int:pk>/preparation/",
        finish_preparation,
        "Good. We won’t remind you again. Two things you really want to know are plenty.",
        withdraw_preparation,
        "Undone. Half an hour is enough, whenever you find it.",
        name="prepared",
    ),
]
