"""What the reminder to prepare says."""

from django.conf import settings
from django.urls import reverse

from apps.students.models import Student
from tests.interviews.moments import compose, links, scheduled, scheduled_again


def test_it_leads_to_the_page_to_prepare_on_and_to_the_sheet_of_the_last_minutes(alice: Student) -> None:
    interview = scheduled(alice)
    mail = compose("preparation", interview, "12 16:00")
    for name in ("prepare", "sheet"):
        page = settings.SITE_URL + reverse(f"preparation:{name}", args=[interview.pk])
        assert mail.html.count(f'href="{page}"') == 1
        assert links(mail).count(page) == 1
    for part in (mail.text, mail.html):
        assert "say so there" in part.lower()


def test_who_talks_and_who_exchanges_messages(alice: Student) -> None:
    interview = scheduled(alice)
    talk = compose("preparation", interview, "12 16:00")
    scheduled_again(interview, now="12 10:00", format="messages")
    messages = compose("preparation", interview, "12 16:00")
    assert talk.subject == messages.subject == "Prepare for Rosa Delgado: Tuesday, 4:00 pm EDT"
    for part in (talk.text, talk.html):
        assert "You talk with Rosa Delgado on Tuesday, October 13 at 4:00 pm EDT (" in part
    for part in (messages.text, messages.html):
        assert "You exchange messages with Rosa Delgado on Tuesday, October 13 at 4:00 pm EDT. Half an hour" in part
