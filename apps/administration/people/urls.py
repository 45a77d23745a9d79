from django.urls import path

from apps.administration.people import access, handing_over, views

urlpatterns = [
    path("program/staff/", views.staff, name="staff"),
    path("program/staff/new/", views.new_person, name="new_person"),
    path("program/staff/<int:pk>/", views.person, name="person"),
    path("program/staff/<int:pk>/deactivation/", views.deactivate, name="deactivate"),
    path("program/staff/<int:pk>/deactivation/withdrawal/", views.withdraw_deactivate, name="withdraw_deactivate"),
    path("program/staff/<int:pk>/second-factor/removal/", views.remove_second_factor, name="remove_second_factor"),
    path("program/staff/<int:pk>/invitation/", views.invite_person, name="invite_person"),
    path("program/staff/<int:pk>/hand-over/", handing_over.hand_over, name="hand_over"),
    path("program/access/", access.access, name="access"),
]
