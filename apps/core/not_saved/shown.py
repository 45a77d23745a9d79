"""What a page shows in its forms, read from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Sent = tuple[str, str]  # the name of a field and one value, as a browser sends it


def as_sent(name: str, value: str) -> Sent:
    return name, value.replace("\r\n", "\n")


@dataclass
class Form:
    """`buttons` are what is sent with each, and what is written on it."""

    address: str
    is_post: bool
    holds: set[Sent] = field(default_factory=set)
    buttons: list[tuple[Sent, str]] = field(default_factory=list)


class Shown(HTMLParser):
    """`holds` is what the fields of all forms have in them, a box only if it is checked. `not_typed` names the hidden
    fields and the buttons. `labels` are by the name of the field.
    """

    def __init__(self, html: str, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.holds: set[Sent] = set()
        self.not_typed: set[str] = set()
        self._form: Form | None = None
        self._forms_by_id: dict[str, Form] = {}
        self._select = ""
        self._open: tuple[str, dict[str, str], list[str]] = ("", {}, [])  # whose text is being read
        self._names: dict[str, str] = {}
        self._label_of: dict[str, str] = {}
        self.feed(html)
        self.labels = {self._names[key]: label for key, label in self._label_of.items() if key in self._names}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = given.get("action", "").partition("?")[0] or self.path
            self._form = Form(address, is_post=given.get("method") == "post")
            if "id" in given:
                self._forms_by_id[given["id"]] = self._form
            self.forms.append(self._form)
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given.get("name", "")
            self._names[given.get("id", "")] = self._select
        elif tag == "option" and "selected" in given:
            self._holds(given, self._select, given.get("value", ""))
        elif tag in ("textarea", "button") or (tag == "label" and given.get("for")):
            self._open = (tag, given, [])

    def handle_data(self, data: str) -> None:
        self._open[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag != self._open[0]:
            return
        _, given, texts = self._open
        self._open = ("", {}, [])
        if tag == "textarea":
            self._names[given.get("id", "")] = given.get("name", "")
            self._holds(given, given.get("name", ""), "".join(texts).removeprefix("\n"))
        elif tag == "button" and given.get("type") != "button":
            self._button(given, "".join(texts))
        elif tag == "label":
            self._label_of[given["for"]] = texts[0].strip().rstrip(":") if texts else ""  # without "optional"

    def _input(self, given: dict[str, str]) -> None:
        kind, name, value = given.get("type", ""), given.get("name", ""), given.get("value", "")
        if kind == "submit":
            self._button(given, value)
        elif kind in ("checkbox", "radio"):
            if "checked" in given:
                self._holds(given, name, given.get("value", "on"))
        else:
            self._names[given.get("id", "")] = name
            self._holds(given, name, value)
            if kind == "hidden":
                self.not_typed.add(name)

    def _holds(self, given: dict[str, str], name: str, value: str) -> None:
        self.holds.add(as_sent(name, value))
        if form := self._form_of(given):
            form.holds.add(as_sent(name, value))

    def _button(self, given: dict[str, str], label: str) -> None:
        self.not_typed.add(given.get("name", ""))
        if form := self._form_of(given):
            form.buttons.append(((given.get("name", ""), given.get("value", "")), " ".join(label.split())))

    def _form_of(self, given: dict[str, str]) -> Form | None:
        return self._forms_by_id.get(given["form"]) if "form" in given else self._form
