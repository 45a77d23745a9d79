"""Below /contacts/, where `config.urls` adds the list of people and the page of one."""

from django.urls import path

from apps.contacts import views

urlpatterns = [
    path("new/", views.add, name="add"),
    path("just-met/", views.just_met, name="just_met"),
    path("<int:pk>/details/", views.edit, name="edit"),
    path("<int:pk>/rest/", views.rest, name="tell_no_more"),
    path("<int:pk>/archive/", views.archive, name="archive"),
    path("<int:pk>/archive/withdrawal/", views.archive_withdrawal, name="withdraw_archive"),
    path("<int:pk>/removal/", views.removal, name="remove"),
]
