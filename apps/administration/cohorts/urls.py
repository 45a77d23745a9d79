from django.urls import path

from apps.administration.cohorts import advisers, coaches, inviting, views

urlpatterns = [
    path("program/cohorts/new/", views.new_cohort, name="new_cohort"),
    path("program/cohorts/<int:pk>/", views.cohort, name="cohort"),
    path("program/cohorts/<int:pk>/copy/", views.copy_cohort, name="copy_cohort"),
    path("program/cohorts/<int:pk>/archive/", views.archive_cohort, name="archive_cohort"),
    path("program/cohorts/<int:pk>/archive/withdrawal/", views.withdraw_archive_cohort, name="withdraw_archive_cohort"),
    path("program/cohorts/<int:pk>/advisers/", advisers.add_adviser, name="add_adviser"),
    path("program/cohorts/<int:pk>/advisers/removal/", advisers.remove_adviser, name="remove_adviser"),
    path("program/cohorts/<int:pk>/coaches/", coaches.coaches, name="coaches"),
    path("program/cohorts/<int:pk>/invite/", inviting.invite, name="invite"),
    path("program/cohorts/<int:pk>/slide/", inviting.slide, name="slide"),
    path("program/cohorts/<int:pk>/join-code/", inviting.join_code, name="join_code"),
]
