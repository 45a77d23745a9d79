"""The pages of administrators in the product's own look. Each room has its own list."""

from django.urls import URLPattern, URLResolver

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = []
