from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "apps.cohorts"

    def ready(self) -> None:
        from apps.cohorts import reminders

        reminders.register_kinds()
