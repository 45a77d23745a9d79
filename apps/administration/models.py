import pghistory
from django.conf import settings
from django.db import models

from apps.cohorts.models import Cohort
from apps.core.models import Timestamped


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="InvitationEvent",
    meta={"verbose_name": "history of invitations", "verbose_name_plural": "history of invitations"},
)
class Invitation(Timestamped):
    """An invitation to an account (no cohort) or to one cohort. The row is the cause of its mail.

    To invite again makes a new row, so that the record of the earlier mail stays.
    """

    owned_by = "student"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        # Each minute the recent ones are looked at, whatever stands behind them.
        indexes = [models.Index(fields=["created_at"], name="invitation_created_at")]

    def __str__(self) -> str:
        return f"{self.user_id} to {self.cohort_id or 'an account'}"

    @property
    def cause_key(self) -> str:
        return f"invitation:{self.pk}"
