import logging

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client
from pytest_django.fixtures import Settings

SIGN_IN = "/accounts/login/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("passed", ["", "203.0.113.9", "203.0.113.9,", " , "])
def test_who_came_through_fewer_proxies_than_are_trusted_is_not_served_and_the_log_says_why(
    passed: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    visitor = Client()
    with caplog.at_level(logging.ERROR):
        answers = [
            visitor.get(SIGN_IN, headers={"X-Forwarded-For": passed}),
            visitor.post(SIGN_IN, {"login": "a@b.example", "password": "x"}, headers={"X-Forwarded-For": passed}),
        ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Not set up yet" in answers[0].content.decode()
    assert answers[0].headers["Content-Security-Policy"]
    said = [record.getMessage() for record in caplog.records if record.name == "apps.core.incoming.proxies"]
    many = len([entry for entry in passed.split(",") if entry.strip()])
    assert len(said) == 2
    assert said[0].startswith("Set TRUSTED_PROXIES to the number of proxies")
    assert said[0].endswith(f"it is 2, and this request has come through {many}.")
    assert "203.0.113.9" not in said[0]


def test_who_came_through_all_of_them_is_known_by_the_address_that_the_outermost_saw(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    through = {"X-Forwarded-For": "1.2.3.4, 203.0.113.9, 10.0.0.1"}  # the first is what the visitor wrote
    answer = Client().post(SIGN_IN, {"login": "a@b.example", "password": "x"}, headers=through)
    assert answer.status_code == 422
    assert get_adapter().get_client_ip(answer.wsgi_request) == "203.0.113.9"


def test_the_health_check_from_inside_comes_through_none(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert Client().get("/healthz/").status_code == 200


def test_without_proxies_the_header_means_nothing() -> None:
    assert Client().get(SIGN_IN, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 200
