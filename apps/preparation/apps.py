from django.apps import AppConfig


class PreparationConfig(AppConfig):
    name = "apps.preparation"

    def ready(self) -> None:
        from apps.preparation.reminders import Preparation
        from apps.reminders.kinds import register

        register(Preparation())
