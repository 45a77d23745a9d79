"""The messages that ask: for a conversation, for a name, or that the student comes to office hours."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.contacts.models import Contact
from apps.core.models import NameField, Timestamped, Versioned, new_version
from apps.guidance.content.entries import Channel
from apps.interviews.models import Interview
from apps.outreach.querysets import CAME_BACK, OutreachQuerySet
from apps.students.models import Student, same_student


class Kind(models.TextChoices):
    CONVERSATION = "conversation", "Ask for a conversation"
    WHO_DO_YOU_KNOW = "who_do_you_know", "Who do you know?"
    OFFICE_HOURS = "office_hours", "Office hours"
    THANKS = "thanks", "Thank-you note"


class SentHow(models.TextChoices):
    """How it left this page. Only what Acquaint sent is known to be sent; of the rest the student says so."""

    MAIL = "mail", "From my email app"
    COPY = "copy", "Copied"
    SHARE = "share", "Shared from my phone"
    ACQUAINT = "acquaint", "From Acquaint"


class Answer(models.TextChoices):
    """What came back to “Who do you know?”."""

    NAME = "name", "They gave me a name"
    NOBODY = "nobody", "Nobody came to mind"
    LATER = "later", "They’ll think about it"


# What the student writes: what they press beside it changes no version.
_WRITTEN = ("channel", "template", "recipient", "subject", "body", "set_aside")


class Outreach(Timestamped, Versioned):
    """One message. A draft until `sent_at`; the next message to the same person is the next row.

    That a conversation was asked for, by which day and with what reply stands on its interview: `asked_at` is the
    sending of the first message. “Who do you know?” belongs to a contact alone, and its answer stands here. A draft
    with `sent_how` was opened or copied, and the student has not said yet whether it went. Thanks are here as they
    went, where Acquaint sent them; their draft is `ThankYouNote`.
    """

    owned_by = "student"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="outreach")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, null=True, related_name="outreach")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="outreach")
    kind = models.CharField(max_length=20, choices=Kind)
    channel = models.CharField("how will you send it?", max_length=10, choices=Channel)
    template = models.CharField(max_length=80, blank=True, help_text="Key of the text that it started from.")
    recipient = models.EmailField("to", max_length=254, blank=True)
    subject = NameField(max_length=200, blank=True)
    body = models.TextField("your message", max_length=10_000, blank=True)
    set_aside = models.TextField(max_length=5_000, blank=True, help_text="The text that another template replaced.")
    set_aside_subject = NameField(max_length=200, blank=True, default="", db_default="")
    set_aside_template = models.CharField(max_length=80, blank=True, default="", db_default="")
    hints_refused = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sent_how = models.CharField(max_length=10, choices=SentHow, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True, help_text="When the student thanked for the name.")

    objects = OutreachQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        triggers = [
            same_student(
                name="outreach_of_own_rows",
                columns=("student_id", "interview_id", "contact_id"),
                rows="WHERE (NEW.interview_id IS NULL OR EXISTS (SELECT FROM interviews_interview i "
                "WHERE i.id = NEW.interview_id AND i.student_id = NEW.student_id)) "
                "AND (NEW.contact_id IS NULL OR EXISTS (SELECT FROM contacts_contact c "
                "WHERE c.id = NEW.contact_id AND c.student_id = NEW.student_id))",
            ),
            new_version(*_WRITTEN),
        ]
        indexes = [
            models.Index(fields=["student", "sent_at"], name="outreach_student_sent"),
            models.Index(Lower("recipient"), condition=Q(sent_how=SentHow.ACQUAINT), name="outreach_written_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interview"], condition=Q(sent_at=None), name="outreach_one_draft_an_interview"
            ),
            models.UniqueConstraint(fields=["contact"], condition=Q(sent_at=None), name="outreach_one_draft_a_contact"),
            models.CheckConstraint(
                condition=Q(kind=Kind.WHO_DO_YOU_KNOW, interview=None, contact__isnull=False)
                | Q(
                    kind__in=[Kind.CONVERSATION, Kind.OFFICE_HOURS, Kind.THANKS], interview__isnull=False, contact=None
                ),
                name="outreach_has_interview_or_contact",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.THANKS) | Q(sent_how=SentHow.ACQUAINT, sent_at__isnull=False),
                name="outreach_thanks_only_as_sent",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="outreach_channel_known"),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_how="") | Q(sent_how__in=SentHow.values), name="outreach_sent_somehow"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(
                    kind=Kind.WHO_DO_YOU_KNOW,
                    answer__in=Answer.values,
                    answered_at__isnull=False,
                    sent_at__isnull=False,
                ),
                name="outreach_answer_dated",
            ),
            models.CheckConstraint(
                condition=Q(thanked_at=None) | Q(answer=Answer.NAME), name="outreach_thanked_for_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

    @classmethod
    def before_merge(cls, *contacts: Contact) -> None:
        """Of two drafts to one person the newer stays, and the words of the other are set aside in it."""
        drafts = list(cls.objects.filter(contact__in=contacts, sent_at=None).order_by("-updated_at"))
        for older in drafts[1:]:
            subject = older.subject if older.subject != drafts[0].subject else ""
            words = (drafts[0].set_aside, subject, older.body, older.set_aside)
            drafts[0].set_aside = "\n\n".join(text for text in words if text)
            drafts[0].save(update_fields=["set_aside"])
            older.delete()

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_thanks(self) -> bool:
        return self.kind == Kind.THANKS

    @property
    def is_by_acquaint(self) -> bool:
        return self.sent_how == SentHow.ACQUAINT

    @property
    def is_gone(self) -> bool:
        """Whether it was sent and, as far as anybody knows, did not come back. Of a row `with_delivery`."""
        return self.is_sent and getattr(self, "delivery", None) not in CAME_BACK

    @property
    def waits_for_word(self) -> bool:
        """Whether it was opened or copied, and the student is to say whether they sent it."""
        return bool(self.sent_how) and not self.is_sent

    @property
    def owes_thanks(self) -> bool:
        """Whether they gave a name, and were not thanked for it."""
        return self.answer == Answer.NAME and self.thanked_at is None

    @property
    def message_key(self) -> str:
        """What its mail is unique by in the outbox."""
        return f"outreach:{self.pk}"


class NoMoreMail(Timestamped):
    """This address asked for no more mail from students through Acquaint. The row is the state. Whose it was is not
    kept: the person stands in no student's list by it.
    """

    owned_by = "nobody"

    address = models.EmailField(max_length=254, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") & Q(address=Lower("address")), name="no_more_mail_address_in_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return f"No more mail {self.pk}"
