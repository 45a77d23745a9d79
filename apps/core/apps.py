import structlog
from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        from apps.core import wording
        from apps.core.operations import logs
        from apps.core.operations.database import grant_after_migrate

        structlog.configure(
            processors=[
                *logs.PROCESSORS,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            logger_factory=structlog.stdlib.LoggerFactory(),
            cache_logger_on_first_use=True,
        )
        wording.replace_default_messages()
        post_migrate.connect(grant_after_migrate, sender=self, dispatch_uid="grant_application_role")
