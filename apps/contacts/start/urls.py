from django.urls import path

from apps.contacts.start import views

app_name = "start"
urlpatterns = [
    path("about-you/", views.about_you, name="about_you"),
    path("titles/", views.titles, name="titles"),
    path("names/<slug:source>/", views.names, name="names"),
    path("later/", views.later, name="later"),
    path("ending/", views.ending, name="end"),
    path("ending/withdrawal/", views.ending_withdrawal, name="withdraw_ending"),
]
