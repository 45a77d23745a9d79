"""What the libraries would show of people's accounts is taken off the administration.

Second-factor secrets, addresses under verification and sessions with their IP addresses are nobody's
reading; people stand in `cohorts.admin.people`, where their student record and cohorts are known.
"""

# Imported first: these apps come later in INSTALLED_APPS, and register when their module is imported.
from typing import Any

import allauth.account.admin  # noqa: F401
import allauth.mfa.admin  # noqa: F401
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.accounts.models import UserEvent  # type: ignore[attr-defined]
from apps.core.history_admin import HistoryAdmin, name_of

admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])


@admin.register(UserEvent)
class UserHistory(HistoryAdmin):
    """Who was given which role, and who was switched off."""

    list_display = ("at", "person", "what", "role", "is_active", "who")
    list_filter = ("pgh_label", "role", "is_active")
    search_fields = ("pgh_obj__full_name", "pgh_obj__email")
    search_help_text = "Name or e-mail of the person."
    fields = ("at", "person", "what", "role", "is_active", "who")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(person_name=name_of("pgh_obj_id"))

    @admin.display(description="person")
    def person(self, event: Any) -> str:
        return event.person_name or f"person {event.pgh_obj_id}"
