from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "apps.interviews"

    def ready(self) -> None:
        from apps.interviews.reminders import follow_up, goal, how_did_it_go, preparation, thank_you
        from apps.reminders.kinds import register

        # In the order of an interview's life.
        register(preparation.Preparation())
        register(follow_up.FirstFollowUp())
        register(follow_up.SecondFollowUp())
        register(how_did_it_go.HowDidItGo())
        register(thank_you.FirstThankYou())
        register(thank_you.LastCall())
        register(goal.CohortGoal())
