from django.apps import AppConfig


class AdvisingConfig(AppConfig):
    name = "apps.advising"

    def ready(self) -> None:
        from apps.advising.bounces.reminder import AddressBounced
        from apps.advising.digest.reminder import AdviserDigest
        from apps.advising.nudges.actions import end_unsent, why_not
        from apps.advising.reflections.reminder import ReflectionAnswered
        from apps.outbox.models import Audience
        from apps.outbox.posted import ask_before
        from apps.reminders.kinds import register
        from apps.reminders.reconcile import do_each_minute

        register(AddressBounced())
        register(AdviserDigest())
        register(ReflectionAnswered())
        ask_before(Audience.STUDENT, why_not)
        do_each_minute("nudges", end_unsent)
