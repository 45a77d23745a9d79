"""The same row open in two tabs or on two devices: the older page is told, and saves nothing.

A long form carries the version of its row. The action locks the row and calls `refuse_older`; the page, which ran it in
`conflicts_on`, answers 409 with what was typed in the form and what is saved now above it. The form then carries the
new version, so that pressing again saves what was typed. Where a field tells what it held when the form was opened
(`show_hidden_initial`) and nobody changed it here, it takes what is saved now; what was typed is never merged.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.forms.utils import pretty_name
from django.http import QueryDict

from apps.core.models import Versioned
from apps.core.templatetags.dates import clock_and_zone, day


class EditedElsewhere(Exception):
    """`row` was saved after the form was opened, and says something else."""

    def __init__(self, row: Versioned) -> None:
        super().__init__()
        self.row = row


@dataclass(frozen=True)
class Conflict:
    """What was saved elsewhere and differs from what was typed, as label and text, and when that was in the reader's
    words, empty where each field is a row with a time of its own.
    """

    when: str
    saved: list[tuple[str, str]]


class VersionedForm(forms.Form):
    """A form about one row. Its first version is empty where there was no row yet."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    @property
    def seen(self) -> str | None:
        """The version that the person saw; None from a script that was not sent by our page, which claims nothing."""
        return self.data.get(self.add_prefix("version"))


def version_of(row: Versioned | None) -> str:
    return row.version if row else ""


def refuse_older(row: Versioned | None, seen: str | None, *, is_same: bool) -> None:
    """Raises EditedElsewhere where `row`, which is locked, is not the one `seen`. The same content is no conflict."""
    if row and seen is not None and seen != row.version and not is_same:
        raise EditedElsewhere(row)


@contextmanager
def conflicts_on(form: VersionedForm, saved: Callable[[Any], forms.BaseForm], *, zone: ZoneInfo) -> Iterator[None]:
    """EditedElsewhere raised inside becomes the form's `conflict`, and the view goes on. `saved` makes the form of the
    row as it is now; `zone` is the reader's.
    """
    try:
        yield
    except EditedElsewhere as error:
        now = saved(error.row)
        elsewhere = [field.name for field in form.visible_fields() if _is_newer(form, field, now)]
        data = cast(QueryDict, form.data).copy()
        data[form.add_prefix("version")] = error.row.version
        for field in form.visible_fields():
            if field.field.show_hidden_initial:
                _take_over(data, field, now[field.name], is_changed=field.name in form.changed_data)
        form.data = data
        at, is_one_row = error.row.updated_at.astimezone(zone), "version" in form.fields
        differences = [each for each in now.visible_fields() if each.name in elsewhere and _differs(each, form)]
        said = [(str(field.label or pretty_name(field.name)), _in_words(field, zone)) for field in differences]
        form.conflict = Conflict(f"{day(at)}, at {clock_and_zone(at)}" if is_one_row else "", said)


def _is_newer(form: VersionedForm, field: forms.BoundField, now: forms.BaseForm) -> bool:
    """Whether what is saved `now` is not what the field held at the opening, as far as the form tells."""
    opened = form.data.get(field.html_initial_name) if field.field.show_hidden_initial else None
    return field.name in now.fields and (opened is None or field.field.has_changed(now[field.name].initial, opened))


def _take_over(data: QueryDict, field: forms.BoundField, now: forms.BoundField, *, is_changed: bool) -> None:
    """What the field held at the opening is what is saved now; and so is what it holds, unless it was changed here."""
    value = field.field.prepare_value(now.initial)
    data[field.html_initial_name] = text = "" if value is None else str(value)
    if not is_changed and value is False:
        data.pop(field.html_name, None)  # as a box without a tick is sent
    elif not is_changed:
        data[field.html_name] = text


def _differs(saved: forms.BoundField, typed: forms.BaseForm) -> bool:
    return saved.field.has_changed(saved.initial, typed[saved.name].data)


def _in_words(field: forms.BoundField, zone: ZoneInfo) -> str:
    if isinstance(field.initial, datetime):
        moment = field.initial.astimezone(zone)
        return f"{day(moment)}, {clock_and_zone(moment)}"
    value = field.value()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        ticked = {str(one) for one in value}
        return ", ".join(str(label) for choice, label in getattr(field.field, "choices", ()) if str(choice) in ticked)
    for choice, label in getattr(field.field, "choices", ()):
        if str(choice) == str("" if value is None else value):
            return str(label)
    return str("" if value is None else value)
