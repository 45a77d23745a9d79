from celery import shared_task

from apps.accounts.sessions import SessionStore


@shared_task(name="apps.accounts.tasks.remove_expired_sessions", ignore_result=True)
def remove_expired_sessions() -> None:
    """Rows whose time is over, also of sign-ins that nobody finished. Run twice, late or never, nobody notices."""
    SessionStore.clear_expired()
