from django.urls import path

from apps.dashboards.views import cohort, cohorts, exports, find, home, needs, primer, reading, report, students

app_name = "dashboards"
urlpatterns = [
    path("", home.home, name="home"),
    path("needs-you/", needs.needs_of_administrator, name="needs"),
    path("start/", primer.start, name="start"),
    path("primer/", primer.primer, name="primer"),
    path("students/", find.find, name="find"),
    path("reflections/", reading.reflections, name="reflections"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/<int:pk>/", cohort.cohort, name="cohort"),
    path("cohorts/<int:pk>/export.csv", exports.export_csv, name="export_csv"),
    path("cohorts/<int:pk>/export.xlsx", exports.export_xlsx, name="export_xlsx"),
    path("cohorts/<int:pk>/print/", exports.print_page, name="print"),
    path("cohorts/<int:pk>/report/", report.report, name="report"),
    path("cohorts/<int:cohort_pk>/students/<int:pk>/", students.student, name="student"),
    path("cohorts/<int:cohort_pk>/students/<int:student_pk>/next-talk/", students.next_talk, name="next_talk"),
    path("cohorts/<int:cohort_pk>/students/<int:student_pk>/notes/", students.note, name="note"),
    path(
        "cohorts/<int:cohort_pk>/students/<int:student_pk>/notes/<int:pk>/removal/",
        students.note_removal,
        name="remove_note",
    ),
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
