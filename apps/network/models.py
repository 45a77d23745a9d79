"""A referral: a person that an interviewee named for the student to talk to next."""

from django.db import models

from apps.contacts.models import Contact
from apps.core.models import Timestamped
from apps.interviews.models import Interview
from apps.students.models import same_student


class Referral(Timestamped):
    """Joins the interview it came from and the contact it became, who says how it stands with the name."""

    owned_by = "student"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="referrals")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="referrals")

    class Meta:
        ordering = ["pk"]
        triggers = [
            same_student(
                name="referral_of_own_contact",
                columns=("interview_id", "contact_id"),
                rows="FROM interviews_interview i JOIN contacts_contact c USING (student_id) "
                "WHERE i.id = NEW.interview_id AND c.id = NEW.contact_id",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["interview", "contact"], name="referral_once"),
        ]

    def __str__(self) -> str:
        return f"Referral {self.pk}"
