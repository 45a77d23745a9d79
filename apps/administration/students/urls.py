from django.urls import path

from apps.administration.students import acts, views

urlpatterns = [
    path("program/students/", views.students, name="students"),
    path("program/students/chosen/", acts.choose_students, name="choose_students"),
    path("program/students/move/", acts.move_students, name="move_students"),
    path("program/students/move/withdrawal/", acts.withdraw_move_students, name="withdraw_move_students"),
    path("program/students/archive/", acts.archive_students, name="archive_students"),
    path("program/students/archive/withdrawal/", acts.withdraw_archive_students, name="withdraw_archive_students"),
    path("program/students/invitation/", acts.invite_students, name="invite_students"),
    path("program/students/<int:pk>/", views.student, name="student"),
    path("program/students/<int:pk>/cohorts/<int:cohort_pk>/leaving/", acts.leave_cohort, name="leave_cohort"),
    path(
        "program/students/<int:pk>/cohorts/<int:cohort_pk>/leaving/withdrawal/",
        acts.withdraw_leave_cohort,
        name="withdraw_leave_cohort",
    ),
]
