"""The pages of administrators in the product's own look. Each room has its own list."""

from django.urls import URLPattern, URLResolver

from apps.administration.imports import urls as imports
from apps.administration.volunteers import urls as volunteers

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *imports.urlpatterns,
    *volunteers.urlpatterns,
]
