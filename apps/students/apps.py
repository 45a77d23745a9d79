from django.apps import AppConfig


class StudentsConfig(AppConfig):
    name = "apps.students"

    def ready(self) -> None:
        from apps.reminders import quiet_hours
        from apps.students.models import quiet_hours_of

        quiet_hours.register(quiet_hours_of)
