from django.urls import path

from apps.administration.volunteers import views

urlpatterns = [
    path("program/volunteers/", views.volunteers, name="volunteers"),
    path("program/volunteers/new/", views.new, name="new_volunteer"),
    path("program/volunteers/merge/", views.merge, name="merge_volunteers"),
    path("program/volunteers/hours/", views.export, name="export_volunteers"),
    path("program/volunteers/<int:pk>/", views.one, name="volunteer"),
    path("program/volunteers/<int:pk>/pause/", views.pause, name="pause_volunteer"),
    path("program/volunteers/<int:pk>/pause/withdrawal/", views.withdraw_pause, name="withdraw_pause_volunteer"),
    path("program/volunteers/<int:pk>/leaving/", views.leave, name="leave_volunteers"),
    path("program/volunteers/<int:pk>/leaving/withdrawal/", views.withdraw_leave, name="withdraw_leave_volunteers"),
]
