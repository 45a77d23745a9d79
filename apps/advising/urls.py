from django.urls import path

from apps.advising import reading, talks

app_name = "advising"
urlpatterns = [
    path("students/chosen/", talks.chosen, name="chosen"),
    path("talks/withdrawal/", talks.withdraw_talk, name="withdraw_talk"),
    path("reflections/<int:pk>/read/", reading.read, name="read"),
    path("reflections/<int:pk>/read/withdrawal/", reading.withdraw_reading, name="withdraw_read"),
]
