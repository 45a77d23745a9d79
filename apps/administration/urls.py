"""The pages of administrators in the product's own look. Each room has its own list."""

from django.urls import URLPattern, URLResolver

from apps.administration.invitations import urls as invitations
from apps.administration.people import urls as people
from apps.administration.students import urls as students

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *invitations.urlpatterns,
    *people.urlpatterns,
    *students.urlpatterns,
]
