"""Invitations that the administration's forms send."""

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest

from apps.accounts.requests import SignedInRequest
from apps.administration.invitations.actions import invite, waiting_to_go
from apps.cohorts.models import Membership


class InvitesNewMembers(admin.ModelAdmin):
    """A page with an inline of memberships: those added with this save are invited in its transaction, and the answer
    says how many of them are told.
    """

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Django's saving, and an invitation for each new membership."""
        super().save_formset(request, form, formset, change)
        if formset.model is not Membership:
            return
        asked = cast(SignedInRequest, request)
        invitations = [
            invite(user=membership.student.user, cohort=membership.cohort, invited_by=asked.user, as_of=asked.now)
            for membership in formset.new_objects
        ]
        if invitations:
            told = waiting_to_go(invitations)
            self.message_user(request, who_is_told(told, of=len(invitations)), messages.SUCCESS)


def who_is_told(told: int, *, of: int) -> str:
    """Said of the students that one save added to a cohort, and of the cohorts that it added a student to."""
    mails = "1 welcome email goes out." if told == 1 else f"{told or 'No'} welcome emails go out."
    if told == of:
        return mails
    return (
        f"{of} added, {mails[:1].lower()}{mails[1:]} Nobody is welcomed twice to one cohort, nor to one that is over, "
        "and no mail goes to students who are archived or whose address takes none."
    )
