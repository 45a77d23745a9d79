from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "apps.interviews"

    def ready(self) -> None:
        from apps.interviews.goal import CohortGoal
        from apps.interviews.log.reminders import HowDidItGo
        from apps.interviews.thank_you.reminders import FirstThankYou, LastCall
        from apps.reminders.kinds import register

        register(HowDidItGo())
        register(FirstThankYou())
        register(LastCall())
        register(CohortGoal())
