from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "apps.outreach"

    def ready(self) -> None:
        from apps.outbox.models import Audience
        from apps.outbox.posted import ask_before
        from apps.outreach.no_more_mail import why_not
        from apps.outreach.reminders import FirstFollowUp, SecondFollowUp
        from apps.reminders.kinds import register

        register(FirstFollowUp())
        register(SecondFollowUp())
        ask_before(Audience.CONTACT, why_not)
