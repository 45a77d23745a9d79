from django.apps import AppConfig


class AdvisingConfig(AppConfig):
    name = "apps.advising"

    def ready(self) -> None:
        from apps.advising.reminders import AddressBounced, AdviserDigest
        from apps.reminders.kinds import register

        register(AddressBounced())
        register(AdviserDigest())
