"""The shipped content: files beside this one, read once."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_origin

from django.core.exceptions import ValidationError

from apps.guidance.content import placeholders
from apps.guidance.content.entries import (
    BankQuestion,
    Channel,
    Entry,
    Field,
    MessageKind,
    NudgeText,
    Place,
    PrimerPart,
    Rung,
    Slot,
    Suits,
    Template,
    Theme,
)

_FOLDER = Path(__file__).parent
_FILES: dict[type[Entry], tuple[str, str]] = {
    PrimerPart: ("primer.toml", "part"),
    Rung: ("rungs.toml", "rung"),
    Place: ("places.toml", "place"),
    Field: ("fields.toml", "field"),
    BankQuestion: ("questions.toml", "question"),
    Template: ("templates.toml", "template"),
    NudgeText: ("nudges.toml", "nudge"),
}
# What each text may leave open.
OPEN: dict[type[Entry], dict[str, tuple[str, ...]]] = {
    PrimerPart: dict.fromkeys(("title", "text"), placeholders.PRIMER),
    Place: dict.fromkeys(("label", "text"), placeholders.PLACE),
    Template: dict.fromkeys(("subject", "body"), tuple(placeholders.MESSAGE)),
    NudgeText: dict.fromkeys(("subject", "body"), placeholders.NUDGE),
}
_MAY_BE_MISSING: dict[type[Entry], dict[str, Any]] = {
    Place: {"url": "", "rungs": (), "slots": ()},
    BankQuestion: {"suits": (), "starter": False},
    Template: {"sources": (), "subject": ""},
    NudgeText: {"reason": "", "subject": ""},
}

Kind = TypeVar("Kind", bound=Entry)


class BrokenContent(ValueError):
    """A shipped file does not say what it should. The message names the file, the entry and the mistake."""


@cache
def shipped(kind: type[Kind]) -> dict[str, Kind]:
    """All shipped entries of a kind by their keys, in the order of their file. Raises BrokenContent."""
    name, _ = _FILES[kind]
    return read(kind, (_FOLDER / name).read_text(encoding="utf-8"))


def read(kind: type[Kind], text: str) -> dict[str, Kind]:
    """The entries that the text of such a file holds."""
    name, table = _FILES[kind]
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenContent(f"{name} is no TOML: {error}") from error
    if set(parsed) != {table}:
        raise BrokenContent(
            f"{name} must hold [[{table}]] and nothing else, and holds {', '.join(parsed) or 'nothing'}."
        )
    entries: dict[str, Kind] = {}
    for raw in parsed[table]:
        for values in _by_channel(raw) if kind is Template else [raw]:
            key = values.get("key")
            try:
                entry = _entry(kind, values)
                if entry.key in entries:
                    raise ValidationError("this key is there twice.")
            except ValidationError as error:
                raise BrokenContent(f"{name}, “{key}”: {' '.join(error.messages)}") from error
            entries[entry.key] = entry
    return entries


def _by_channel(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    # One table has the message for each channel that suits it; only an email has a subject.
    for channel in Channel:
        if channel in raw:
            shared = {name: value for name, value in raw.items() if name not in Channel.values}
            if channel is not Channel.EMAIL:
                shared.pop("subject", None)
            body = str(raw[channel]).strip()
            yield {**shared, "key": f"{raw.get('key')}-{channel}", "channel": str(channel), "body": body}


def _entry(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    values = {**_MAY_BE_MISSING.get(kind, {}), **values}
    known = {one.name: one for one in fields(kind)}
    if odd := sorted(known.keys() ^ values.keys()):
        raise ValidationError(f"{odd[0]} is {'missing' if odd[0] in known else 'not known here'}.")
    for name, value in values.items():
        many = get_origin(known[name].type) is tuple
        single, what = (bool, "true or false") if known[name].type is bool else (str, "a text")
        good = all(isinstance(one, str) for one in value) if many else isinstance(value, single)
        if not good or (many and not isinstance(value, list | tuple)):
            raise ValidationError(f"{name} must be {'a list of texts' if many else what}.")
    for name, allowed in OPEN.get(kind, {}).items():
        placeholders.check(values[name], allowed)
    entry = cast(Any, kind)(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    )
    _check_choices(entry)
    return cast(Kind, entry)


def _check_choices(entry: Entry) -> None:
    chosen: list[tuple[str, list[str]]] = []
    if isinstance(entry, Place):
        chosen = [(slot, Slot.values) for slot in entry.slots]
        if not entry.rungs and not entry.slots:
            raise ValidationError("it stands at no rung and at no slot.")
        if entry.url and not entry.url.startswith("https://"):
            raise ValidationError("url must start with https://")
    elif isinstance(entry, BankQuestion):
        chosen = [(entry.theme, Theme.values), *((one, Suits.values) for one in entry.suits)]
    elif isinstance(entry, Template):
        chosen = [(entry.kind, MessageKind.values), (entry.channel, Channel.values)]
    for value, choices in chosen:
        if value not in choices:
            raise ValidationError(f"{value} is none of {', '.join(choices)}.")
