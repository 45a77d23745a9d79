"""The pages of administrators in the product's own look. Each room has its own list."""

from django.urls import URLPattern, URLResolver

from apps.administration.campus import urls as campus
from apps.administration.setup import urls as setup
from apps.administration.terms import urls as terms
from apps.administration.test_mail import urls as test_mail

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *setup.urlpatterns,
    *campus.urlpatterns,
    *test_mail.urlpatterns,
    *terms.urlpatterns,
from apps.administration.cohorts import urls as cohorts
from apps.administration.home import urls as home
from apps.administration.joining import urls as joining

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *cohorts.urlpatterns,
    *joining.urlpatterns,
from apps.administration.invitations import urls as invitations
from apps.administration.people import urls as people
from apps.administration.students import urls as students

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *invitations.urlpatterns,
    *people.urlpatterns,
    *students.urlpatterns,
]
from apps.administration.deletions.urls import urlpatterns as deletions

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [*deletions]
from apps.administration.imports import urls as imports
from apps.administration.volunteers import urls as volunteers

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *imports.urlpatterns,
    *volunteers.urlpatterns,
]
