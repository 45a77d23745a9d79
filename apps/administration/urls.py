"""The pages of administrators in the product's own look, and the public ones to join by. Each room has its own list."""

from django.urls import URLPattern, URLResolver

from apps.administration.campus import urls as campus
from apps.administration.cohorts import urls as cohorts
from apps.administration.deletions import urls as deletions
from apps.administration.home import urls as home
from apps.administration.imports import urls as imports
from apps.administration.invitations import urls as invitations
from apps.administration.joining import urls as joining
from apps.administration.people import urls as people
from apps.administration.setup import urls as setup
from apps.administration.students import urls as students
from apps.administration.terms import urls as terms
from apps.administration.test_mail import urls as test_mail
from apps.administration.volunteers import urls as volunteers

app_name = "administration"
urlpatterns: list[URLPattern | URLResolver] = [
    *home.urlpatterns,
    *setup.urlpatterns,
    *campus.urlpatterns,
    *test_mail.urlpatterns,
    *terms.urlpatterns,
    *cohorts.urlpatterns,
    *joining.urlpatterns,
    *invitations.urlpatterns,
    *people.urlpatterns,
    *students.urlpatterns,
    *imports.urlpatterns,
    *volunteers.urlpatterns,
    *deletions.urlpatterns,
]
