from django.urls import path

from apps.advising import hands, notes, reflections

app_name = "advising"
urlpatterns = [
    path("hand/", hands.hand, name="hand"),
    path("hand/withdrawal/", hands.withdrawal, name="withdraw_hand"),
    path("reflections/<int:pk>/comment/", reflections.commenting, name="comment"),
    path("adviser-notes/", notes.about_me, name="adviser_notes"),
]
