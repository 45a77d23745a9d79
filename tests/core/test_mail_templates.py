"""What holds for every mail by its templates: links that a mail program finds, colors that it may turn around."""

import colorsys
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils.safestring import mark_safe

from apps.campus.models import Campus
from apps.core.mail import build

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
Color = tuple[float, float, float]

_URL = re.compile(r"\{% url |url \}\}")
_ALONE = re.compile(r"(\{\{ site_url \}\})?(\{\{ [\w.]*url \}\}|\{% url [^%]* %\})")
_TAG = re.compile(r"\{% (?!url )[^%]*%\}")


def test_a_link_stands_alone_on_its_line_in_the_text() -> None:
    """Beside a period or a bracket a mail program takes that for a part of it, and the link is broken."""
    texts = [path for path in TEMPLATES.rglob("*.txt") if {"email", "emails"} & set(path.parts)]
    lines = [(path.name, _TAG.sub("", line)) for path in texts for line in path.read_text().splitlines()]
    found = [(name, line) for name, line in lines if _URL.search(line)]
    assert len(found) > 15
    assert [(name, line) for name, line in found if not _ALONE.fullmatch(line)] == []


class TestColors:
    """Of each text on what is behind it: as it is written, for dark, and as programs that turn lightness around show
    it.
    """

    @pytest.fixture(scope="class")
    @classmethod
    def html(cls) -> str:
        """One mail with everything that a mail may have."""
        words = mark_safe('A <a href="/">link</a> and <span class="mark">own</span> <b class="chip">6 h</b>')  # noqa: S308 - ours
        item = {"title": "Write", "words": words, "url": "https://x.example/", "action": "Write"}
        mail = build(
            template="reminders/emails/morning_note",
            to="alice@example.org",
            opt_out_url="https://x.example/off/",
            context={
                "campus": Campus(),
                "local": datetime(2026, 11, 23, 8, tzinfo=UTC),
                "items": [item, item],
                "groups": [{"label": "Follow-up", "url": "https://x.example/"}],
                "elapsed_percent": 70,
                "action_url": "https://x.example/",
                "action_label": "Write the note",
            },
        )
        return mail.html

    @pytest.mark.parametrize("is_dark", [False, True])
    @pytest.mark.parametrize("is_turned", [False, True])
    def test_text_keeps_4_5_and_what_is_pressed_3(self, html: str, is_dark: bool, is_turned: bool) -> None:
        page = _Page(html, is_dark=is_dark)
        seen = {name for text in page.texts for name in text.names}
        assert {"brand", "text", "title", "chip", "btn", "btn-2", "foot", "mark", "what"} <= seen
        assert {"btn", "btn-2", "bar-gone"} <= {name for edge in page.edges for name in edge.names}
        for least, places in ((4.5, page.texts), (3, page.edges)):
            for place in places:
                front, back = (_turned(each) if is_turned else each for each in (place.color, place.behind))
                assert _contrast(front, back) >= least, place


@dataclass(frozen=True)
class _Place:
    """`color` is of a text, or of the edge of what is pressed; `behind` is what it stands on."""

    names: tuple[str, ...] = ()
    color: Color = (0, 0, 0)
    behind: Color = (1, 1, 1)


@dataclass
class _Page(HTMLParser):
    """A mail as a program with styles in the elements reads it; `is_dark`: with the rules of its @media."""

    html: str
    is_dark: bool
    texts: list[_Place] = field(default_factory=list)
    edges: list[_Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.inside = [("", _Place())]
        self.rules = _rules(self.html) if self.is_dark else {}
        self.feed("<body" + self.html.split("<body", 1)[1].split("</body>", 1)[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "meta"):
            return
        given = {name: value or "" for name, value in attrs}
        outer = self.inside[-1][1]
        own = given.get("class", "").split()
        style = dict(_declarations(given.get("style", "")))
        for wanted in _selectors(tag, own, outer.names):
            style |= self.rules.get(wanted, {})
        names = (*outer.names, *own)
        place = replace(outer, names=names, color=_color(style.get("color")) or outer.color)
        place = replace(place, behind=_color(style.get("background")) or outer.behind)
        if {"btn", "btn-2"} & set(own):
            edge = _color(style.get("border-color") or style.get("border")) or place.behind
            self.edges.append(_Place(names, edge, outer.behind))
        if "bar-left" in own:
            self.edges.append(_Place((*names, "bar-gone"), self.gone, place.behind))
        if "bar-gone" in own:
            self.gone = place.behind
        self.inside.append((tag, place))

    def handle_endtag(self, tag: str) -> None:
        while self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"pre", "bar-gone", "bar-left"} & set(self.inside[-1][1].names):
            self.texts.append(self.inside[-1][1])


def _selectors(tag: str, own: list[str], outer: tuple[str, ...]) -> Iterator[str]:
    yield tag
    for name in own:
        yield f".{name}"
    for name in outer if tag == "a" else ():
        yield f".{name} a"


def _rules(html: str) -> dict[str, dict[str, str]]:
    """What stands in @media (prefers-color-scheme: dark), by selector."""
    inside = html.split("prefers-color-scheme: dark) {", 1)[1].split("</style>", 1)[0]
    found: dict[str, dict[str, str]] = {}
    for selectors, declarations in re.findall(r"([^{}]+)\{([^}]*)\}", inside):
        for selector in selectors.split(","):
            found.setdefault(selector.strip(), {}).update(_declarations(declarations.replace("!important", "")))
    return found


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for one in style.split(";"):
        name, _, value = one.partition(":")
        yield name.strip().replace("background-color", "background"), value.strip()


def _color(value: str | None) -> Color | None:
    found = re.search(r"#([0-9a-f]{6})\b", value or "")
    if not found:
        return None
    red, green, blue = (int(found[1][start:end], 16) / 255 for start, end in pairwise((0, 2, 4, 6)))
    return red, green, blue


def _turned(color: Color) -> Color:
    hue, lightness, saturation = colorsys.rgb_to_hls(*color)
    return colorsys.hls_to_rgb(hue, 1 - lightness, saturation)


def _contrast(one: Color, other: Color) -> float:
    """As WCAG 2.2 has it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
