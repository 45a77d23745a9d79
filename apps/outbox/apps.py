from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "apps.outbox"
    verbose_name = "Reminders"  # as the administration knows it

    def ready(self) -> None:
        # Every process that loads Django publishes through the one Celery app, so that a web process wakes a
        # worker over our broker and not over Celery's default one.
        import config.celery  # noqa: F401
        from apps.core.operations import health
        from apps.outbox.monitoring import watch

        health.register("reminders", watch.health_check)
        health.register("codes", watch.codes_check)
