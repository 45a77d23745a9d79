from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "apps.outreach"

    def ready(self) -> None:
        from apps.outreach.reminders import FirstFollowUp, SecondFollowUp
        from apps.reminders.kinds import register

        register(FirstFollowUp())
        register(SecondFollowUp())
