from django.urls import path

from apps.administration.imports import views

urlpatterns = [
    path("program/imports/", views.imports, name="imports"),
    path("program/imports/<int:pk>/", views.one, name="import"),
    path("program/imports/<int:pk>/run/", views.run, name="run_import"),
    path("program/imports/<int:pk>/cancellation/", views.cancel, name="cancel_import"),
    path("program/imports/<int:pk>/rows.csv", views.rows, name="import_rows"),
]
