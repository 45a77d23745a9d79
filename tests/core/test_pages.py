"""Which pages of a list are there; what a page with a form answers."""

import pytest
from django import forms
from django.http import Http404
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core.pages import carried, form_page, here, next_page, page_of, posted, refusals_on, render_form, way_back
from tests import factories

pytestmark = pytest.mark.django_db


def page(query: str):
    factories.make_user(full_name="Ana")
    factories.make_user(full_name="Ben")
    factories.make_user(full_name="Cleo")
    return page_of(RequestFactory().get(f"/{query}"), User.objects.order_by("full_name"), 2)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Ana", "Ben"]),
        ("?page=", ["Ana", "Ben"]),
        ("?page=1", ["Ana", "Ben"]),
        ("?page=2", ["Cleo"]),
        ("?page=3", ["Cleo"]),
    ],
)
def test_pages_that_are_there(query: str, names: list[str]) -> None:
    assert [user.full_name for user in page(query)] == names


@pytest.mark.parametrize("number", ["-1", "0", "abc", "1.0", "\u0661", "9" * 5000, "%00", "last"])
def test_pages_that_are_not(number: str) -> None:
    with pytest.raises(Http404):
        page(f"?page={number}")


def test_the_first_page_of_nothing_is_there() -> None:
    assert list(page_of(RequestFactory().get("/"), User.objects.none().order_by("pk"), 2)) == []


def asked(url: str):
    return RequestFactory().get(url)


@pytest.mark.parametrize(
    ("listed", "at", "back"),
    [
        ("/", "", "#row-7"),
        ("/", "att", "#att"),
        ("/?sort=last", "", "?sort=last#row-7"),
        ("/?sort=last&page=2&q=Ana+%26+Ben", "none", "?sort=last&q=Ana+%26+Ben&page=2#none"),
        ("/?color=red&page=2", "", "?page=2#row-7"),
        ("/?sort=last&from=page%3D3", "", "?sort=last&from=page%3D3#row-7"),
    ],
)
def test_a_list_is_found_again_in_its_order_and_place(listed: str, at: str, back: str) -> None:
    item = asked(f"/7/{here(asked(listed), at=at)}")
    for page in (item, asked(f"/7/{carried(item)}")):
        assert way_back(page, at="row-7", sorts=["name", "last"]) == back


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "//elsewhere.example",
        "https://elsewhere.example/",
        "at=%22%3E%3Cscript%3E",
        "\r\nx=1",
        "&" * 9000,
        "sort=zzz",
        "page=-1",
    ],
)
def test_the_way_back_leads_nowhere_else(came_from: str) -> None:
    assert way_back(RequestFactory().get("/7/", {"from": came_from}), at="row-7", sorts=["name"]) == "#row-7"


def test_no_more_is_carried_than_a_place_takes() -> None:
    item = RequestFactory().get("/7/", {"from": f"q={'x' * 9000}"})
    assert way_back(item) == f"?q={'x' * 498}"
    assert carried(item) == f"?from=q%3D{'x' * 498}"


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/?reason=still#row-7", "/?reason=still#row-7"),
        (f"/?q={'x' * 496}", f"/?q={'x' * 496}"),
        (f"/?q={'x' * 497}", ""),  # not its first 500 letters
        ("//elsewhere.example/", ""),
        ("https://elsewhere.example/", ""),
        ("", ""),
    ],
)
def test_the_next_page_is_one_of_ours_and_never_a_part_of_its_address(wanted: str, led_to: str) -> None:
    assert next_page(RequestFactory().get("/7/", {"next": wanted})) == led_to


class Name(forms.Form):
    name = forms.CharField()


Names = forms.formset_factory(Name)


class Taken(Exception):
    pass


@form_page
def view(request):
    form = Name(posted(request))
    if form.is_valid():
        with refusals_on(form, Taken, field=request.GET.get("field")):
            if form.cleaned_data["name"] == "Ana":
                raise Taken("Ana is there already.")
            return "done"
    return form, render_form(request, "components/form_errors.html", {"form": form})


@pytest.fixture
def plain(settings) -> None:
    """Without our context processors: these requests have passed no middleware."""
    options = settings.TEMPLATES[0]["OPTIONS"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {**options, "context_processors": []}}]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_form_that_is_looked_at(plain: None, method: str) -> None:
    form, answer = view(getattr(RequestFactory(), method)("/?name=Ben"))
    assert (answer.status_code, form.is_bound, form.errors) == (200, False, {})


def test_a_form_that_is_sent() -> None:
    assert view(RequestFactory().post("/", {"name": "Ben"})) == "done"


def test_nothing_filled_in_is_sent_too(plain: None) -> None:
    form, answer = view(RequestFactory().post("/"))
    assert (answer.status_code, list(form.errors)) == (422, ["name"])


@pytest.mark.parametrize(("query", "field"), [("", "__all__"), ("?field=name", "name")])
def test_what_an_action_refuses_stands_on_the_form(plain: None, query: str, field: str) -> None:
    form, answer = view(RequestFactory().post(f"/{query}", {"name": "Ana"}))
    assert (answer.status_code, form.errors) == (422, {field: ["Ana is there already."]})
    assert b"Ana is there already." in answer.content


def test_any_other_error_goes_on() -> None:
    with pytest.raises(ValueError, match="ours"), refusals_on(Name(), Taken):
        raise ValueError("ours")


def test_rows_of_forms_and_several_forms(plain: None) -> None:
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    for forms_of_page in ({"forms": Names(sent)}, {"form": Name(), "other": Name({})}):
        answer = render_form(RequestFactory().get("/"), "components/form_errors.html", forms_of_page)
        assert answer.status_code == 422
    unsent = {"form": Name(), "forms": Names(), "text": "no form"}
    assert render_form(RequestFactory().get("/"), "components/form_errors.html", unsent).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_is_taken(method: str) -> None:
    assert view(getattr(RequestFactory(), method)("/")).status_code == 405
