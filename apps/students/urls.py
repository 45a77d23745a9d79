from django.urls import path

from apps.students import views
from apps.students.about_me import about_me

app_name = "students"
urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("about-me/", about_me, name="about_me"),
]
