from django.urls import path

from apps.administration.setup import views
from apps.administration.setup.first_run import first_run

urlpatterns = [
    path("setup/", first_run, name="first_run"),
    path("program/setting-up/", views.setting_up, name="setting_up"),
    path("program/setting-up/away/", views.put_set_up_away, name="put_set_up_away"),
    path("program/setting-up/away/withdrawal/", views.withdraw_set_up_away, name="withdraw_set_up_away"),
    path("program/settings/", views.settings, name="settings"),
]
