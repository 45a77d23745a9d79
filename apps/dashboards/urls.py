from django.urls import path

from apps.dashboards.views import cohorts, find, home, primer, reading, students

app_name = "dashboards"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", primer.start, name="start"),
    path("primer/", primer.primer, name="primer"),
    path("students/", find.find, name="find"),
    path("reflections/", reading.reflections, name="reflections"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:cohort_pk>/students/<int:pk>/", students.student, name="student"),
    path(
        "cohorts/<int:cohort_pk>/students/<int:student_pk>/interviews/<int:pk>/exclusion/",
        students.exclusion,
        name="exclusion",
    ),
    path(
        "cohorts/<int:cohort_pk>/students/<int:student_pk>/interviews/<int:pk>/exclusion/withdrawal/",
        students.exclusion_withdrawal,
        name="withdraw_exclusion",
    ),
]
