"""Mounted before allauth's own addresses, so that `email/` here hides the page of that name there."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:settings"), name="index"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/color-scheme/", views.color_scheme, name="color_scheme"),
    path("settings/keys/", views.single_keys, name="single_keys"),
    path("email/", views.no_such_page, name="email"),
]
