from django.urls import path

from apps.administration.deletions import views

urlpatterns = [
    path("program/deletions/", views.deletions, name="deletions"),
    path("program/deletions/<int:pk>/", views.deletion, name="deletion"),
]
