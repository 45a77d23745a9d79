"""Invitations that the administration's forms send."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.requests import SignedInRequest
from apps.administration.invitations.actions import invite
from apps.cohorts.models import Membership


class InvitesNewMembers(admin.ModelAdmin):
    """A page with an inline of memberships: those added with this save are invited in its transaction."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Django's saving, and an invitation for each new membership."""
        super().save_formset(request, form, formset, change)
        if formset.model is not Membership:
            return
        asked = cast(SignedInRequest, request)
        for membership in formset.new_objects:
            invite(user=membership.student.user, cohort=membership.cohort, invited_by=asked.user, as_of=asked.now)
