from django.urls import URLPattern

app_name = "advising"
urlpatterns: list[URLPattern] = []
