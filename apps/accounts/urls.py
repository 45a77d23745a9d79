"""Mounted before allauth's own addresses, so that what stands here hides the page of the same address there."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts import views
from apps.accounts.code_view import ConfirmCodeView

app_name = "accounts"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:settings"), name="index"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/color-scheme/", views.color_scheme, name="color_scheme"),
    path("settings/keys/", views.single_keys, name="single_keys"),
    path("login/code/confirm/", ConfirmCodeView.as_view(), name="confirm_code"),
    path("email/", views.no_such_page, name="email"),
]
