from django.urls import path

from apps.privacy import views

app_name = "privacy"
urlpatterns = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/file/", views.ask_for_download, name="ask_for_download"),
    path("my-data/<int:pk>.zip", views.download, name="download"),
    path("my-data/deletion/", views.ask_for_deletion, name="ask_for_deletion"),
    path("my-data/deletion/withdrawal/", views.withdraw_deletion, name="withdraw_deletion"),
]
