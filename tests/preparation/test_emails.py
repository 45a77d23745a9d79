"""What the reminder to prepare says."""

from django.conf import settings
from django.urls import reverse

from apps.students.models import Student
from tests.interviews.moments import compose, links, scheduled


def test_it_has_one_link_to_the_one_page(alice: Student) -> None:
    interview = scheduled(alice)
    mail = compose("preparation", interview, "12 16:00")
    page = settings.SITE_URL + reverse("interviews:detail", args=[interview.pk])
    assert mail.html.count(f'href="{page}"') == 1
    assert links(mail).count(page) == 1
    for part in (mail.text, mail.html):
        assert "say so there" in part.lower()
