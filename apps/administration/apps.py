from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "apps.administration"

    def ready(self) -> None:
        # Each of these modules registers its pages with our site.
        from apps.administration import audit_log, campus, cohorts, content, history, students, volunteers  # noqa: F401
        from apps.administration.deliveries import bounces, log  # noqa: F401
        from apps.administration.invitations.reminders import AccountInvitation, CohortInvitation
        from apps.administration.people import admin  # noqa: F401
        from apps.reminders.kinds import register

        register(AccountInvitation())
        register(CohortInvitation())
