from django.urls import path

from apps.administration.home import views

urlpatterns = [path("program/", views.home, name="home")]
