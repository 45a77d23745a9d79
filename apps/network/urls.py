from django.urls import path

from apps.network import views

app_name = "network"
urlpatterns = [path("<int:pk>/referrals/", views.referrals, name="refer")]
