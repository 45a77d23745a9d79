from django.urls import path

from apps.advising import hands, notes, talks
from apps.advising.nudges import sent, views
from apps.advising.reflections import comments, reading

app_name = "advising"
urlpatterns = [
    path("nudges/", sent.nudges, name="nudges"),
    path("nudges/new/", views.nudge, name="nudge"),
    path("nudges/<int:pk>/", sent.nudged, name="nudged"),
    path("nudges/<int:pk>/withdrawal/", sent.withdraw_nudge, name="withdraw_nudge"),
    path("hand/", hands.hand, name="hand"),
    path("hand/withdrawal/", hands.withdrawal, name="withdraw_hand"),
    path("reflections/<int:pk>/comment/", comments.commenting, name="comment"),
    path("adviser-notes/", notes.about_me, name="adviser_notes"),
    path("students/chosen/", talks.chosen, name="chosen"),
    path("talks/withdrawal/", talks.withdraw_talk, name="withdraw_talk"),
    path("reflections/<int:pk>/read/", reading.read, name="read"),
    path("reflections/<int:pk>/read/withdrawal/", reading.withdraw_reading, name="withdraw_read"),
]
