"""Icons, small answers for components, fields in the order of the design, and the theme's one repetition."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import escape

from apps.core.templatetags import parts
from apps.core.templatetags.icons import icon

ROOT = Path(__file__).resolve().parents[2]


class LogForm(forms.Form):
    """One field of each kind that the field template tells apart."""

    who = forms.CharField(help_text="A name is enough.")
    role = forms.CharField(required=False)
    source = forms.ChoiceField(choices=[("", "Choose"), ("family", "Family")])
    how = forms.ChoiceField(choices=[("video", "Video"), ("phone", "Phone")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(choices=[("law", "Law")], widget=forms.CheckboxSelectMultiple, required=False)
    may_use = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


def crispy(form: forms.Form) -> str:
    return Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(Context({"form": form}))


# --- icons -----------------------------------------------------
def test_an_icon_is_decoration() -> None:
    drawn = icon("clock")
    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn
    assert 'class="lucide"' in drawn
    assert "style=" not in drawn


def test_every_icon_named_in_a_template_exists() -> None:
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([^"]+)" %}', path.read_text(encoding="utf-8")))
    assert "plus" in named
    for name in named:
        assert icon(name)


# --- parts -----------------------------------------------------
@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lupita Hernández", "LH"),
        ("Ana María de la Cruz", "AC"),
        ("王小明", "王"),
        ("élodie", "É"),
        ("(Bo) Ek", "E"),
        ("  ", "?"),
        ("", "?"),
    ],
)
def test_initials_of_a_name_in_any_script(name: str, letters: str) -> None:
    assert parts.initials(name) == letters


def test_a_tint_is_one_of_four_and_stays_with_its_key() -> None:
    assert {parts.tint(key) for key in range(200)} == {1, 2, 3, 4}
    assert parts.tint("Kenji Watanabe") == parts.tint("Kenji Watanabe")


@pytest.mark.parametrize(
    ("counted", "under_way", "goal", "states"),
    [
        (1, 1, 3, ["full", "half", "none"]),
        (0, 0, 1, ["none"]),
        (5, 2, 3, ["full"] * 3),
        (2, 4, 3, ["full", "full", "half"]),
        (-1, 0, 2, ["none", "none"]),
    ],
)
def test_stones_are_as_many_as_the_goal(counted: int, under_way: int, goal: int, states: list[str]) -> None:
    assert parts.stone_states(counted, under_way, goal) == states


@pytest.mark.parametrize(("counted", "said"), [(0, "0 of 3"), (3, "3 of 3"), (10, "10")])
def test_beyond_the_goal_only_the_number_is_said(counted: int, said: str) -> None:
    assert parts.of_goal(counted, 3) == said


@pytest.mark.parametrize(("percent", "rest"), [(75, 25), (0, 100), (100, 0), (130, 0)])
def test_the_rest_of_a_hundred(percent: int, rest: int) -> None:
    assert parts.rest_of_hundred(percent) == rest


def test_the_step_now_names_the_next() -> None:
    steps = [
        {"label": "Ask", "state": "done", "url": ""},
        {"label": "Thank", "state": "now", "url": ""},
        {"label": "Reflect", "state": "todo", "url": ""},
    ]
    assert parts.step_now(steps) == {"number": 2, "of": 3, "label": "Thank", "next": "Reflect"}
    assert parts.step_now(steps[1:2]) == {"number": 1, "of": 1, "label": "Thank", "next": ""}
    assert parts.step_now(steps[:1]) is None


def test_the_path_says_its_states_in_words() -> None:
    steps = [
        {"label": "Ask", "state": "done", "url": "/a/"},
        {"label": "Prepare", "state": "now", "url": ""},
    ]
    html = render_to_string("components/path.html", {"steps": steps})
    assert html.count("(done)") == 1
    assert html.count('aria-current="step"') == 1
    assert "Step 2 of 2: Prepare" in html


# --- fields -----------------------------------------------------
def test_a_field_stands_in_the_order_label_help_control_errors() -> None:
    html = crispy(LogForm({}))
    field = html[html.index('id="div_id_who"') : html.index('id="div_id_role"')]
    order = [field.index(part) for part in ("<label", 'id="id_who_helptext"', "<input", 'id="id_who_error"')]
    assert order == sorted(order)
    assert 'aria-describedby="id_who_helptext id_who_error"' in field
    assert 'aria-invalid="true"' in field


def test_only_what_is_optional_is_marked() -> None:
    html = crispy(LogForm())
    assert html.count('class="optional"') == 2  # role and topics; a tick box is never required to be ticked
    assert "asterisk" not in html


def test_radios_are_real_and_grouped_under_a_legend() -> None:
    html = crispy(LogForm())
    group = re.search(r'<fieldset id="div_id_how".*?</fieldset>', html, re.DOTALL)
    assert group is not None
    assert group[0].count('type="radio"') == 2
    assert 'class="pick' in group[0]
    assert "<legend" in group[0]


def test_the_summary_links_to_a_control_that_exists() -> None:
    form = LogForm({})
    form.is_valid()
    form.add_error(None, "These two do not fit together.")
    html = crispy(form)
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == ["id_who", "id_source", "id_how_0"]
    for target in links:
        assert f'id="{target}"' in html
    assert "These two do not fit together." in html
    assert html.count("data-error-summary") == 1


def test_a_mistake_in_a_hidden_field_is_not_swallowed() -> None:
    form = LogForm({"who": "Ada", "source": "family", "how": "video"})
    form.fields["secret"].error_messages["required"] = "This page is out of date. Load it again."
    assert "This page is out of date." in crispy(form)


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert "data-error-summary" not in crispy(LogForm())


def test_what_was_typed_is_escaped() -> None:
    html = crispy(LogForm({"who": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


# --- links in text ---------------------------------------------
@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://zoom.example/j/1", ["https://zoom.example/j/1"]),
        (
            "Go to (HTTP://Example.org/a). Then https://b.example?x=1;y!",
            ["HTTP://Example.org/a", "https://b.example?x=1;y"],
        ),
        ("javascript:alert(1) data:text/html,x ftp://a.example www.a.example mailto:a@b.example", []),
        ("https:// http:///x xhttps", []),
        ('https://a.example/"onclick="x', ["https://a.example/&quot;onclick=&quot;x"]),
        ("<i>https://a.example</i>", ["https://a.example&lt;/i"]),
        ("", []),
    ],
)
def test_only_web_addresses_become_links(text: str, links: list[str]) -> None:
    html = parts.linked(text)
    assert re.findall(r'<a href="([^"]*)" rel="noopener noreferrer">', html) == links
    assert re.sub(r"</?a[^>]*>", "", html) == escape(text)


# --- theme -----------------------------------------------------
def test_dark_is_the_same_when_chosen_and_when_wished_by_the_system() -> None:
    css = (ROOT / "static/css/theme.css").read_text(encoding="utf-8")
    blocks = [
        re.findall(
            r"(--[\w-]+|color-scheme):\s*([^;]+);",
            re.search(pattern + r"\s*{(.*?)\n    }", css, re.DOTALL)[1],
        )
        for pattern in (r'\[data-bs-theme="dark"\]', r'\[data-bs-theme="auto"\]')
    ]
    assert len(blocks[0]) > 25
    assert blocks[0] == blocks[1]


def test_no_template_carries_inline_style_or_script() -> None:
    """The policy would silently drop them. Mail is not a page: its styles are made inline when it is sent."""
    root = ROOT / "templates"
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.html")
        if "emails" not in path.parts
        and re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("marie.ange@demo.example.edu", "marie.<wbr>ange@<wbr>demo.example.edu"),
        ("<b>@x.edu", "&lt;b&gt;@<wbr>x.edu"),
        ("Wren.", "Wren."),
        ("", ""),
    ],
)
def test_an_address_breaks_where_its_parts_meet(address: str, shown: str) -> None:
    assert parts.breakable(address) == shown
