"""The campus's one form: its name, its sender and the program's numbers."""

from django.contrib import admin

from apps.accounts.requests import SignedInRequest
from apps.administration.base import SingletonAdmin, TimeZoneChoices
from apps.administration.site import site
from apps.campus.forms import QuietHoursForm
from apps.campus.models import Campus


@admin.register(Campus, site=site)
class CampusAdmin(TimeZoneChoices, SingletonAdmin):
    """Every number here is read again each minute: reminders that have not gone yet move by themselves."""

    form = QuietHoursForm
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "center_name", "postal_address", "time_zone"),
                "description": "Who the program is. The zone is used for everybody who has not chosen one.",
            },
        ),
        (
            "Sender of email",
            {
                "fields": ("sender_name", "sender_email", "help_email"),
                "description": "The name and address that mail comes from, and the one that answers go to.",
            },
        ),
        (
            "Reminders",
            {
                "fields": (
                    "quiet_from",
                    "quiet_until",
                    "thank_you_hours",
                    "first_thank_you_after_hours",
                    "how_did_it_go_after_minutes",
                    "preparation_before_hours",
                    "follow_up_after_days",
                    "goal_days_before",
                ),
                "description": "Reminders due within two days follow a change within a minute or two. Later ones "
                "follow once they are that close.",
            },
        ),
        (
            "Program",
            {
                "fields": ("goal", "volunteer_capacity"),
                "description": "What a new cohort and a new volunteer start with.",
            },
        ),
        (
            "Messages that ask for a conversation",
            {
                "fields": (
                    "outreach_email_words",
                    "outreach_text_words",
                    "outreach_linkedin_characters",
                    "sends_outreach",
                ),
                "description": "The composer counts beside each message. Nobody is stopped by a number.",
            },
        ),
    )

    def whose_clock(self, request: SignedInRequest) -> str:
        return "By each person's own clock."
