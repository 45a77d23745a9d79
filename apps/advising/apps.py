from django.apps import AppConfig


class AdvisingConfig(AppConfig):
    name = "apps.advising"

    def ready(self) -> None:
        from apps.advising.nudges.actions import why_not
        from apps.advising.reminders import AddressBounced
        from apps.outbox.models import Audience
        from apps.outbox.posted import ask_before
        from apps.reminders.kinds import register

        register(AddressBounced())
        ask_before(Audience.STUDENT, why_not)
