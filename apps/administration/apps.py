from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "apps.administration"

    def ready(self) -> None:
        # Each of these modules registers its pages with our site.
        from apps.administration import audit_log, content, history  # noqa: F401
        from apps.administration.campus import admin as campus  # noqa: F401
        from apps.administration.cohorts import admin as cohorts  # noqa: F401
        from apps.administration.deliveries import bounces, log  # noqa: F401
        from apps.administration.invitations.reminders import AccountInvitation, CohortInvitation
        from apps.administration.people import admin as people  # noqa: F401
        from apps.administration.students import admin as students  # noqa: F401
        from apps.administration.volunteers import admin as volunteers  # noqa: F401
        from apps.reminders.kinds import register

        register(AccountInvitation())
        register(CohortInvitation())
