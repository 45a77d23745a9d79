from django.urls import path

from apps.administration.joining import views

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/confirm/<str:token>/", views.joining, name="joining"),
    path("join/<str:code>/", views.join_with, name="join_with"),
]
