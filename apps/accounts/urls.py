"""Mounted before allauth's URLs, so that these replace allauth's pages of the same address."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts import views
from apps.accounts.code_views import AskForCodeView, ConfirmAddressView, ConfirmCodeView

app_name = "accounts"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:settings"), name="index"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/color-scheme/", views.color_scheme, name="color_scheme"),
    path("settings/keys/", views.single_keys, name="single_keys"),
    path("login/code/", AskForCodeView.as_view(), name="ask_for_code"),
    path("login/code/confirm/", ConfirmCodeView.as_view(), name="confirm_code"),
    path("confirm-email/", ConfirmAddressView.as_view(), name="confirm_address"),
    path("password/set/", views.SetPasswordView.as_view(), name="set_password"),
    path("email/", views.no_such_page, name="email"),
]
