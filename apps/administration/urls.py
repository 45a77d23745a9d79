"""The pages of administrators in the product's own look. Each room has its own list."""

from django.urls import URLPattern, URLResolver

from apps.administration.deletions.urls import urlpatterns as deletions

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [*deletions]
