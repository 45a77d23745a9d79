from django.urls import path

from apps.reflection import views

app_name = "reflection"
urlpatterns = [path("<int:pk>/reflection/", views.reflection, name="edit")]
