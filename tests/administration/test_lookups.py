"""What the address of a list may ask of the rows: what their list shows, searches or filters by, and nothing else."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import User
from apps.administration.base import BaseAdmin
from apps.administration.site import site
from apps.students.models import Student
from tests.factories import make_reminder

pytestmark = pytest.mark.django_db

PAGES = list(site._registry.values())
REQUEST = RequestFactory().get("/")


def _paths(model: type[Model]) -> Iterator[tuple[str, ...]]:
    """Each field, and each one behind it. The id of another row is that row."""
    for field in model._meta.get_fields():
        yield (field.name,)
        for behind in field.related_model._meta.get_fields() if field.is_relation and field.related_model else ():
            if not getattr(behind, "primary_key", False):
                yield field.name, behind.name


def _written(listing: ModelAdmin) -> str:
    """All names that the page's class writes down for its list, in one text."""
    orders = [getattr(getattr(listing, str(name), None), "admin_order_field", "") for name in listing.list_display]
    filters = [one[0] if isinstance(one, tuple) else getattr(one, "parameter_name", one) for one in listing.list_filter]
    named = [*listing.list_display, *listing.search_fields, *filters, *orders, listing.date_hierarchy]
    return " ".join(f" {name} ".replace("__", " ").replace("^", " ").replace("=", " ") for name in named)


@pytest.mark.parametrize("listing", PAGES, ids=str)
def test_no_list_is_asked_about_a_field_that_it_does_not_offer(listing: ModelAdmin) -> None:
    """Of all models, with those that come."""
    assert isinstance(listing, BaseAdmin)
    offered = _written(listing)
    hidden = [path for path in _paths(listing.model) if f" {' '.join(path)} " not in offered]
    assert hidden
    for path in hidden:
        for asked in ("", "__exact", "__startswith", "__gt", "__in", "__isnull"):
            assert not listing.lookup_allowed("__".join(path) + asked, "1", REQUEST), (path, asked)


@pytest.mark.parametrize("listing", PAGES, ids=str)
def test_no_list_takes_a_pattern_or_what_is_no_field(listing: ModelAdmin) -> None:
    """A query's own names are no fields: who looked is one of them."""
    for path in _paths(listing.model):
        for pattern in ("__regex", "__iregex"):
            assert not listing.lookup_allowed("__".join(path) + pattern, "a", REQUEST), path
    for name in ("who_id", "who_name", "actor_name", "person_student_id", "zzz"):
        assert not listing.lookup_allowed(name, "1", REQUEST), name


@pytest.mark.parametrize(
    "query",
    [
        "accounts/user/?password__startswith=!",
        "accounts/user/?password__gt=a",
        "accounts/user/?email__regex=^ada",
        "accounts/user/?student__quiet_from__gt=1",
        "accounts/user/?emailaddress__verified=1",
        "accounts/user/?authenticator__data__secret__startswith=a",
        "students/student/?user__password__startswith=!",
        "accounts/userevent/?pgh_obj__password__startswith=!",
        "outbox/message/?text__contains=code",
        "audit/entry/?actor__password__startswith=!",
        "audit/entry/?filter__term=true",
        "audit/entry/?actor_name__startswith=A",
        "accounts/user/?_to_field=password&_popup=1",
    ],
)
def test_what_no_list_offers_is_refused_and_the_log_keeps_none_of_it(
    office: Client, alice: Student, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert office.get(f"/admin/{query}").status_code == 400
    if "_to_field" not in query:
        assert query.partition("?")[2].partition("=")[0] not in caplog.text


@pytest.mark.parametrize("listing", PAGES, ids=str)
def test_whatever_a_list_filters_by_is_still_asked(listing: ModelAdmin, office: Client, alice: Student) -> None:
    """Each choice that the page itself links to, and each part of its date hierarchy."""
    make_reminder(kind="thank_you_first", cause_key="interview-1", user=alice.user, due_at=alice.user.created_at)
    address = reverse(f"admin:{listing.opts.app_label}_{listing.opts.model_name}_changelist")
    listed = (office.get(address).context or {}).get("cl")
    if listed is None:  # a table of one row has no list
        return
    links = [choice["query_string"] for spec in listed.filter_specs for choice in spec.choices(listed)]
    if listing.date_hierarchy:
        links += [f"?{listing.date_hierarchy}__{part}=1" for part in ("year", "month", "day", "gte", "lt")]
    for name, value in {pair for link in links for pair in parse_qsl(link[1:])}:
        assert listing.lookup_allowed(name, value, REQUEST), name


@pytest.mark.parametrize(
    "query", ["email=ada@campus.example", "email__startswith=ada", "last_login__isnull=1", "q=ada"]
)
def test_what_a_list_shows_is_asked(office: Client, ada: User, alice: Student, query: str) -> None:
    assert office.get(f"/admin/accounts/user/?{query}").status_code == 200
