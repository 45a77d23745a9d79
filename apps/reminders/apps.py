from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "apps.reminders"

    def ready(self) -> None:
        from apps.accounts.models import Role, User
        from apps.outbox import writers
        from apps.outbox.monitoring import watch
        from apps.outbox.tasks import do_between_batches
        from apps.reminders import comparison, receivers, writing  # noqa: F401 - connects the receivers
        from apps.reminders.tasks import reconcile_between_batches

        def administrators() -> list[tuple[str, str]]:
            found = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True)
            return [(one.email, one.greeting) for one in found]

        writers.register(comparison.WRITER, writing.write)
        do_between_batches(reconcile_between_batches)
        watch.notify(administrators)
