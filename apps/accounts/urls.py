"""Mounted before allauth's URLs, so that these replace allauth's pages of the same address."""

from django.urls import path
from django.views.generic import RedirectView

from apps.accounts import views
from apps.accounts.sign_in.code_views import ConfirmAddressView, ConfirmCodeView
from apps.accounts.sign_in.views import RequestCodeView, SignInView

app_name = "accounts"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:settings"), name="index"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/color-scheme/", views.color_scheme, name="color_scheme"),
    path("settings/keys/", views.single_keys, name="single_keys"),
    path("settings/devices/others/sign-out/", views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("settings/devices/<uuid:name>/sign-out/", views.sign_out_device, name="sign_out_device"),
    path("login/", SignInView.as_view(), name="sign_in"),
    path("login/code/", RequestCodeView.as_view(), name="request_code"),
    path("login/code/confirm/", ConfirmCodeView.as_view(), name="confirm_code"),
    path("confirm-email/", ConfirmAddressView.as_view(), name="confirm_address"),
    path("password/set/", views.SetPasswordView.as_view(), name="set_password"),
    path("2fa/totp/activate/", views.ActivateSecondFactorView.as_view(), name="activate_second_factor"),
    path("email/", views.no_such_page, name="email"),
]
