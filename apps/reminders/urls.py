from django.urls import path

from apps.reminders.pages import views

app_name = "reminders"
urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("opt-out/<str:token>/", views.opt_out, name="opt_out"),
    # As some mail programs shorten it. A redirect to the other would drop what is posted.
    path("opt-out/<str:token>", views.opt_out, name="opt_out_shortened"),
]
