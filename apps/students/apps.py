from django.apps import AppConfig


class StudentsConfig(AppConfig):
    name = "apps.students"

    def ready(self) -> None:
        from apps.reminders import zones
        from apps.students.models import zone_of

        zones.register(zone_of)
