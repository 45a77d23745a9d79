"""The words in the form again, as they were typed; and in the notice where no field holds them."""

import re
from typing import Any

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory

from apps.accounts.models import User
from apps.core.form_fields import LocalDateTimeField
from apps.core.not_saved import kept
from apps.core.not_saved.giving_back import give_back, with_notice
from apps.core.not_saved.kept import Entry, Post


class Everything(forms.Form):
    text = forms.CharField(widget=forms.Textarea, initial="before")
    when = LocalDateTimeField()
    choice = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, initial="a")
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    on = forms.BooleanField(required=False, initial=True)
    off = forms.BooleanField(required=False)
    two = forms.SplitDateTimeField()
    file = forms.FileField(required=False)
    number = forms.IntegerField()


TYPED = {
    "text": ["Two\r\nlines & <more>"],
    "when": ["11/28/2026 3 pm or so"],
    "choice": ["b"],
    "several": ["a", "b"],
    "off": ["on"],
    "two_0": ["tomorrow"],
    "two_1": ["3"],
    "number": ["about 20"],
}


def request_with(*posts: Post, method: str = "GET") -> Any:
    request = RequestFactory().generic(method, "/page/")
    request.COOKIES[kept.COOKIE] = "there"
    request.user = User(pk=7)
    request._not_saved = Entry(7, list(posts))
    return request


def test_what_a_field_showed_when_it_was_typed_comes_along() -> None:
    form = Everything()
    form.fields["number"].show_hidden_initial = True
    give_back(request_with(Post("/page/", "/page/", {**TYPED, "initial-number": ["7"]})), [form])
    assert 'name="initial-number" value="7"' in str(form["number"])
    assert 'name="number" value="about 20"' in str(form["number"])


def test_a_form_is_as_it_was_typed_right_or_wrong() -> None:
    form = Everything()
    give_back(request_with(Post("/page/", "/page/", TYPED)), [form])
    assert {name: form[name].value() for name in form.fields if name != "file"} == {
        "text": "Two\r\nlines & <more>",
        "when": "11/28/2026 3 pm or so",
        "choice": "b",
        "several": ["a", "b"],
        "on": False,
        "off": True,
        "two": ["tomorrow", "3"],
        "number": "about 20",
    }
    assert not form.is_bound
    shown = str(form)
    assert "Two\r\nlines &amp; &lt;more&gt;</textarea>" in shown
    assert 'value="tomorrow"' in shown


def test_rows_come_back_by_their_prefix_and_new_ones_stay_new() -> None:
    rows = forms.formset_factory(Everything, extra=1, max_num=2)(prefix="people")
    sent = {"people-TOTAL_FORMS": ["3"], "people-INITIAL_FORMS": ["0"], "people-2-text": ["third"]}
    give_back(request_with(Post("/page/", "/page/", sent)), [rows])
    assert [form["text"].value() for form in rows] == ["before", "before", "third"]
    assert rows.management_form["INITIAL_FORMS"].value() == 0


def test_rows_come_back_where_the_rows_were_read_before() -> None:
    rows = forms.formset_factory(Everything, extra=0)(prefix="people")
    assert (list(rows), rows.management_form["TOTAL_FORMS"].value()) == ([], 0)
    give_back(request_with(Post("/page/", "/page/", {"people-TOTAL_FORMS": ["1"], "people-0-text": ["mine"]})), [rows])
    assert [form["text"].value() for form in rows] == ["mine"]
    assert rows.management_form["TOTAL_FORMS"].value() == 1


def test_of_several_forms_with_the_same_fields_the_one_that_was_sent() -> None:
    here, there = Everything(), Everything()
    request = request_with(Post("/here/", "/page/", TYPED))
    give_back(request, [here], sent_to="/here/")
    give_back(request, [there], sent_to="/there/")
    assert [form["choice"].value() for form in (here, there)] == ["b", "a"]


@pytest.mark.parametrize("rows", ["", "x", "-1", "9" * 30])
def test_a_number_of_rows_of_someone_s_making(rows: str) -> None:
    formset = forms.formset_factory(Everything, extra=1, max_num=5, absolute_max=5)(prefix="people")
    give_back(request_with(Post("/page/", "/page/", {"people-TOTAL_FORMS": [rows]})), [formset])
    assert len(formset.forms) <= 5


@pytest.mark.parametrize(
    ("method", "post"),
    [
        ("POST", Post("/page/", "/page/", TYPED)),
        ("GET", Post("/other/", "/other/", TYPED)),
        ("GET", Post("/page/", "/page/", {"reason": ["words"]})),
    ],
)
def test_a_form_that_was_not_the_one_stays_as_it_is(method: str, post: Post) -> None:
    form = Everything()
    give_back(request_with(post, method=method), [form])
    assert (form["text"].value(), form["on"].value()) == ("before", True)


FORM = '<form method="post" action="/act/"><button type="submit" name="sent" value="1">I <b>sent</b> it</button></form>'


def noticed(page: str, *posts: Post) -> str:
    response = HttpResponse(f'<main id="main">{page}</main><main></main>')
    return with_notice(request_with(), response, list(posts)).content.decode()


def test_the_notice_opens_the_page_and_names_the_button() -> None:
    page = noticed(FORM, Post("/act/", "/page/", {"sent": ["1"]}))
    assert page.startswith('<main id="main">')
    assert page.count("That was not saved.") == 1
    assert "press “I sent it” again" in page


@pytest.mark.parametrize(
    ("more", "pressed", "label"),
    [
        ('<button name="saved" value="1">Save</button>', {"saved": ["1"]}, "Save"),
        (
            '<button name="sent" value="other">I thanked them another way</button>',
            {"sent": ["other"]},
            "I thanked them",
        ),
        ('<button name="sent" value="other">I thanked them another way</button>', {"sent": ["1"]}, "I sent it"),
        ('<button name="saved" value="1">Save</button>', {"body": ["Dear Rosa"]}, "I sent it"),
    ],
)
def test_of_several_buttons_the_one_that_was_pressed(more: str, pressed: dict[str, list[str]], label: str) -> None:
    assert f"press “{label}" in noticed(FORM.replace("</form>", f"{more}</form>"), Post("/act/", "/page/", pressed))


def test_a_button_that_only_helps_to_fill_in_is_not_named_but_one_outside_the_form_is() -> None:
    page = (
        '<form id="log" method="post" action="/act/?from=q"><button type="button">Today</button></form>'
        '<button form="other" type="submit">No</button><button form="log" type="submit">Log it</button>'
    )
    assert "“Log it”" in noticed(page, Post("/act/", "/page/"))
    assert "Press the button again." in noticed("", Post("/act/", "/page/"))


def test_of_several_forms_for_one_address_the_one_that_was_pressed() -> None:
    switch = (
        '<form method="post" action="/act/"><input type="hidden" name="group" value="{0}"><button>{0}</button></form>'
    )
    page = switch.format("notes") + switch.format("dates")
    noted = noticed(page, Post("/act/", "/page/", {"group": ["dates"]}))
    assert "Press “dates”" in noted.replace("Look it over, then press", "Press")
    assert "What you typed" not in noted


@pytest.mark.parametrize(
    ("page", "typed", "listed"),
    [
        ("<p>Wei</p>", {"people-0-full_name": "Wei"}, [("Full name", "Wei")]),
        ('<input name="other" value="Wei">', {"name": "Wei"}, [("Name", "Wei")]),
        ('<input name="name" value="Wei">', {"name": "Wei"}, []),
        ("", {"reason": "<i>twice</i>"}, [("Reason", "&lt;i&gt;twice&lt;/i&gt;")]),
        (
            '<label for="why">Why not? <span>optional</span></label><input id="why" name="reason" value="">',
            {"reason": "twice"},
            [("Why not?", "twice")],
        ),
        ("<textarea name='a'>\nTwo\r\nlines &amp;</textarea>", {"a": "Two\r\nlines &"}, []),
        ('<input type="checkbox" name="goes" checked>', {"goes": "on"}, []),
        ('<input type="checkbox" name="goes">', {"goes": "on"}, [("Goes", "Yes")]),
        ("", {"people-1-DELETE": "on"}, [("Delete", "Yes")]),
        ('<input type="radio" name="how" value="a" checked>', {"how": "a"}, []),
        ('<input type="radio" name="how" value="a">', {"how": "a"}, [("How", "a")]),
        ('<select name="day"><option value="1">1<option value="2" selected>2</select>', {"day": "2"}, []),
        ('<select name="day"><option value="1">1<option value="2" selected>2</select>', {"day": "1"}, [("Day", "1")]),
        ('<input type="hidden" name="on" value="1">', {"on": "0"}, []),
        ("", {"gone": " "}, []),
    ],
)
def test_words_that_no_field_holds_stand_in_the_notice(
    page: str, typed: dict[str, str], listed: list[tuple[str, str]]
) -> None:
    post = Post("/act/", "/page/", {name: [value] for name, value in typed.items()})
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", noticed(page, post)) == listed


def test_only_what_was_typed_is_listed() -> None:
    sent = {"version": ["2026-11-29T10:00:00+00:00"], "people-TOTAL_FORMS": ["3"], "_save": ["Save"], "notes": ["Mine"]}
    page = noticed("", Post("/act/", "/page/", sent))
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page) == [("Notes", "Mine")]


def test_nothing_is_listed_where_fields_hold_it_all() -> None:
    page = noticed(
        "<textarea name='body'>\nIt&#x27;s mine</textarea>", Post("/act/", "/page/", {"body": ["It's mine"]})
    )
    assert "What you typed" not in page
    assert "Look it over" in page


def test_a_file_must_be_chosen_again() -> None:
    assert "Choose your file again" in noticed("", Post("/act/", "/page/", has_files=True))
