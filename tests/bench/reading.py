"""The numbers that a page shows, read from its HTML as a person would, to be compared with those of its floor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "img", "path", "rect", "circle", "hr"}


@dataclass
class Node:
    """One element: its name, attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for each in self.inside:
            if isinstance(each, Node):
                yield from each.walk()

    def all(self, tag: str, **attributes: str) -> list["Node"]:
        """Every element below with that name (* for any), class (one of them) and other attributes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.walk() if tag in ("*", each.tag) and each._has(wanted)]

    def one(self, tag: str, **attributes: str) -> "Node":
        (found,) = self.all(tag, **attributes)
        return found

    def text(self) -> str:
        """What it says, spaces as one, without what is only for the eye."""
        return re.sub(r"\s+", " ", "".join(self._pieces())).strip()

    def numbers(self) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", self.text())]

    def number(self) -> int:
        """The first number in it."""
        return self.numbers()[0]

    def _has(self, wanted: dict[str, str]) -> bool:
        return all(
            value in self.attributes.get(name, "").split()
            if name == "class"
            else value in (self.attributes.get(name), "*" if name in self.attributes else None)
            for name, value in wanted.items()
        )

    def _pieces(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.attributes.get("aria-hidden") != "true":
                yield from each._pieces()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Node:
    """The page as a tree."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.open[0]


def by_label(row: Node) -> dict[str, Node]:
    """The cells of a table's row by their labels."""
    return {cell.attributes["data-label"]: cell for cell in row.all("td") if "data-label" in cell.attributes}
