from django.urls import path

from apps.administration.campus import views

urlpatterns = [
    path("program/campus/", views.campus, name="campus"),
    path("program/campus/logo/", views.change_logo, name="change_logo"),
    path("program/campus/logo/withdrawal/", views.withdraw_logo, name="withdraw_logo"),
    # On every page, also before sign-in.
    path("campus/accent-<slug:digest>.css", views.accent, name="accent"),
    path("campus/logo-<slug:digest>.png", views.logo, name="logo"),
]
