from django.apps import AppConfig


class AdvisingConfig(AppConfig):
    name = "apps.advising"

    def ready(self) -> None:
        from apps.advising import reminders

        reminders.register_kinds()
