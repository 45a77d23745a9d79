"""What the libraries would show of people's accounts is taken off the administration.

Second-factor secrets, addresses under verification and sessions with their IP addresses are nobody's
reading; people and their history stand in `cohorts.admin`, where their student record and cohorts are known.
"""

# Imported first: these apps come later in INSTALLED_APPS, and register when their module is imported.
import allauth.account.admin  # noqa: F401
import allauth.mfa.admin  # noqa: F401
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])
