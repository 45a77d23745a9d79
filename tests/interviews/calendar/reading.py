"""Calendar files read by the letter of RFC 5545 and judged by RFC 5546, with nothing of what wrote them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(
    r'(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(?P<value>.*)'
)
_ESCAPED = {r"\n": "\n", r"\N": "\n", r"\,": ",", r"\;": ";", r"\\": "\\"}


@dataclass
class Component:
    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for known, _, value in self.lines if known == name]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value

    def text(self, name: str) -> str:
        value = self.one(name)
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
        return re.sub(r"\\[nN,;\\]", lambda found: _ESCAPED[found[0]], value)

    def zones(self) -> set[str]:
        return {given["TZID"] for _, given, _ in self.lines if "TZID" in given}

    def within(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def read(file: bytes) -> Component:
    """The calendar in `file`. AssertionError where a line is longer than 75 octets, or doesn't end in CR LF."""
    *lines, end = file.split(b"\r\n")
    assert end == b""
    assert all(len(line) <= 75 for line in lines)
    text = "\r\n".join(line.decode() for line in lines)  # no line ends within a letter
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    return _component(iter(text.replace("\r\n ", "").split("\r\n")))


def _component(lines: Iterator[str]) -> Component:
    root = Component("")
    stack = [root]
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, line
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].parts.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            given = dict(each.split("=", 1) for each in re.findall(r';((?:[^;"]|"[^"]*")+)', found["params"]))
            assert not stack[-1].parts or stack[-1].name != "VCALENDAR", f"{name} stands below a component"
            stack[-1].lines.append((name, given, value))
    (calendar,) = root.parts
    assert calendar.name == "VCALENDAR"
    return calendar


def faults(calendar: Component) -> list[str]:
    """What a calendar program would stumble over, in words; empty for a good file."""
    found = []
    method = calendar.all("METHOD")
    if len(method) != 1:
        found.append("METHOD is not said once, above the events")
    known = {zone.one("TZID") for zone in calendar.within("VTIMEZONE")}
    for event in calendar.within("VEVENT"):
        if event.all("METHOD"):
            found.append("METHOD stands in an event")
        if event.all("TZID"):
            found.append("TZID stands as a property")
        found += [f"no {name}" for name in ("UID", "DTSTAMP", "SEQUENCE", "DTSTART") if len(event.all(name)) != 1]
        if (event.all("STATUS") == ["CANCELLED"]) != (method == ["CANCEL"]):
            found.append("METHOD and STATUS do not agree")
        if event.zones() - known:
            found.append("TZID without VTIMEZONE")
        if set(event.all("ORGANIZER")) & set(event.all("ATTENDEE")):
            found.append("the organizer is an attendee")
    return found


def stands_still(former: Component, latter: Component) -> bool:
    """Whether an entry changed and its SEQUENCE did not rise, or another took its place."""
    was, now = ({event.one("UID"): event for event in each.within("VEVENT")} for each in (former, latter))
    return was.keys() != now.keys() or any(
        int(was[uid].one("SEQUENCE")) >= int(now[uid].one("SEQUENCE")) for uid in was
    )
