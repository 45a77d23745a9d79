"""The pages that say what went wrong. The database and the broker are really gone."""

from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.conf import settings as project
from django.db import connection
from django.test import Client

from apps.contacts.models import Contact
from apps.interviews.models import Interview
from apps.outbox.models import Message
from tests.factories import make_student


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def kill_backend(pid: int) -> None:
    """As a restart of the server does to a connection that is open."""
    owner = project.DATABASE_OWNER
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=connection.settings_dict["USER"],
        password=connection.settings_dict["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    ) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


class TestTheDatabaseGone:
    def test_a_page_says_back_in_a_minute(self, client: Client, request) -> None:
        request.getfixturevalue("transactional_db")
        client.force_login(make_student().user)
        request.getfixturevalue("database_away")
        response = client.get("/")
        assert response.status_code == 503
        assert "<h1>Back in a minute</h1>" in response.content.decode()

    def test_what_is_not_there_is_still_said(self, client: Client, transactional_db: None) -> None:
        client.force_login(make_student().user)

        def gone_after_the_session(execute, sql: str, params: Any, many: bool, context: dict) -> Any:
            if "campus_campus" in sql:
                kill_backend(connection.connection.info.backend_pid)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(gone_after_the_session):
            response = client.get("/nowhere/")
        connection.close()
        assert response.status_code == 404
        assert "<h1>There is no page here</h1>" in response.content.decode()
        assert "Sign out" not in response.content.decode()

    def test_in_the_middle_of_logging_nothing_is_half_saved(self, client: Client, transactional_db: None) -> None:
        student = make_student(full_name="Alice Okafor")
        client.force_login(student.user)
        form = {
            "contact_name": "Rosa Delgado",
            "held_at": "2026-01-05T12:00",
            "minutes": "30",
            "format": "video",
            "learned": "Rivers move.",
        }

        def gone_at_the_insert(execute, sql: str, params: Any, many: bool, context: dict) -> Any:
            if sql.startswith('INSERT INTO "interviews_interview"'):
                kill_backend(connection.connection.info.backend_pid)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(gone_at_the_insert):
            response = client.post("/interviews/log/", form)
        connection.close()
        assert response.status_code == 503
        assert "it wasn’t saved. Go back" in response.content.decode()
        assert (Interview.objects.count(), Contact.objects.count(), Message.objects.count()) == (0, 0, 0)
        assert client.post("/interviews/log/", form).status_code == 302


class TestPages:
    @pytest.fixture(autouse=True)
    def addresses(self, db: None, settings: LazySettings) -> None:
        settings.ROOT_URLCONF = "tests.core.urls"

    @pytest.mark.parametrize(
        ("path", "status", "heading"),
        [
            ("/nowhere/", 404, "There is no page here"),
            ("/forbidden/", 403, "You can’t do this step"),
            ("/broken/", 500, "That did not work"),
        ],
    )
    def test_each_says_what_happened(self, client: Client, path: str, status: int, heading: str) -> None:
        response = client.get(path)
        page = response.content.decode()
        assert response.status_code == status
        assert f"<h1>{heading}</h1>" in page
        assert "Traceback" not in page
        assert "ZeroDivisionError" not in page
        assert "default-src 'none'" in response["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("path", "status"), [("/nowhere/", 404), ("/forbidden/", 403), ("/contacts/1/removal/", 405)]
    )
    def test_someone_signed_in_keeps_the_menu(self, client: Client, path: str, status: int) -> None:
        client.force_login(make_student(full_name="Alice Okafor").user)
        response = client.get(path)
        page = response.content.decode()
        assert response.status_code == status
        assert 'aria-label="Main"' in page
        assert 'aria-label="Main, phone"' in page
        assert "Sign out" in page
        assert "Sign out" not in Client(raise_request_exception=False).get(path, follow=True).content.decode()

    def test_a_405_says_which_methods_there_are(self, client: Client) -> None:
        client.force_login(make_student().user)
        for method, path, allowed in (("get", "/contacts/1/removal/", "POST"), ("post", "/contacts/", "GET, HEAD")):
            response = getattr(client, method)(path)
            assert (response.status_code, response["Allow"]) == (405, allowed)
            assert "<h1>This address works in another way</h1>" in response.content.decode()
        for_a_program = client.get("/contacts/1/removal/", headers={"accept": "application/json"})
        assert (for_a_program.content, for_a_program["Allow"]) == (b"", "POST")

    @pytest.mark.parametrize("host", ["evil.example", "testserver@evil.example", "testserver:bad", "a_b"])
    def test_a_forged_host(self, client: Client, host: str) -> None:
        response = client.get("/healthz/", headers={"host": host})
        assert response.status_code == 400
        assert "<h1>We couldn’t read that request</h1>" in response.content.decode()

    def test_a_form_from_before_is_told_so(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        response = strict.post("/accounts/login/", {"login": "alice@campus.example"})
        assert response.status_code == 403
        assert "<h1>This page was open too long</h1>" in response.content.decode()

    def test_more_than_the_form_may_carry(self, client: Client) -> None:
        client.force_login(make_student().user)
        response = client.post("/interviews/log/", {"learned": "a" * (13 * 1024 * 1024)})
        assert response.status_code == 413
