from django.urls import path

from apps.network import views

app_name = "network"
urlpatterns = [
    path("interviews/<int:pk>/referrals/", views.referrals, name="refer"),
    path("contacts/<int:pk>/same-person/", views.same_person, name="merge"),
]
