"""Bootstrap without the parts that only move by its own script, which no page of ours loads: a quarter of the file."""

import re
from collections.abc import Iterator

_SCRIPTED = re.compile(
    r"\.(?:accordion|carousel|collapsing|drop(?:down|up|end|start)|modal|navbar|offcanvas|placeholder|popover|spinner"
    r"|toast|tooltip)"
)
_COMMAS = re.compile(r",(?![^(]*\))")  # between selectors, not inside :not(...)


def without_scripted(css: str) -> str:
    """The minified style sheet without the rules whose selectors all name such a part."""
    return "".join(_left(css))


def _left(css: str) -> Iterator[str]:
    for rule in _rules(css):
        head, _, body = rule.partition("{")
        if head.startswith("@media"):
            if inside := without_scripted(body[:-1]):
                yield f"{head}{{{inside}}}"
        elif not body or head.startswith("@") or not all(map(_SCRIPTED.search, _COMMAS.split(head))):
            yield rule


def _rules(css: str) -> Iterator[str]:
    """Each rule with all that is nested in it, and each statement that ends with a semicolon."""
    start = depth = 0
    for place, letter in enumerate(css):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0 and letter in ";}":
            yield css[start : place + 1]
            start = place + 1
