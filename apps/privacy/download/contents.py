"""All that is a student's, as one ZIP file: JSON, which is exact, and a table for each kind of thing. So many queries,
however much there is.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from django.db.models import Field, Model
from django.utils.text import capfirst

from apps.accounts.models import User
from apps.advising.models import Nudged
from apps.campus.models import Campus
from apps.core.spreadsheets import Table, Value, csv_of
from apps.core.templatetags.dates import clock_and_zone, day, place
from apps.privacy.download import words
from apps.privacy.download.beside import histories, mail, nudges, requests, who_looked
from apps.privacy.owned import lookups, rows_of
from apps.students.models import Student


@dataclass(frozen=True)
class Section:
    """One kind of thing. A row has the keys of `heads`; `labels` say in words what stands there as a code."""

    name: str
    about: str
    heads: dict[str, str]
    rows: Sequence[dict[str, Any]]
    labels: dict[str, dict[Any, str]] = field(default_factory=dict)


def zip_of(student: Student, *, campus: Campus, as_of: datetime) -> bytes:
    """The whole file. `student` was loaded with the account."""
    sections, zone = sections_of(student), student.zone(campus)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(student, sections, campus, as_of.astimezone(zone)))
        archive.writestr("everything.json", _json(sections, as_of))
        for section in sections:
            archive.writestr(f"tables/{section.name}.csv", csv_of(_table(section, zone)))
    return file.getvalue()


def sections_of(student: Student) -> list[Section]:
    """In the order of their names."""
    found = [_section(model, rows) for model, rows in rows_of(student.pk).items() if model is not Nudged]
    found += [
        _beside(words.FILES["advising.Nudged"], nudges(student)),
        _beside(words.MAIL, mail(student)),
        _beside(words.LOOKED, who_looked(student)),
        _beside(words.REQUESTS, requests(student)),
    ]
    for model, rows in histories(student):
        name, about = words.FILES[model._meta.label]
        found.append(_beside((f"history-of-{name}", f"{words.HISTORY}{name}."), rows))
    return sorted(found, key=lambda section: section.name)


def _section(model: type[Model], rows: Any) -> Section:
    left_out = words.LEFT_OUT.get(model._meta.label, set())
    kept = [one for one in model._meta.concrete_fields if one.name not in left_out and not _is_of_mail(one)]
    others = [one.name for one in kept if _names_another(one)]
    many = model._meta.many_to_many
    loaded = rows.defer(*left_out).select_related(*others).prefetch_related(*(one.name for one in many)).order_by("pk")
    name, about = words.FILES[model._meta.label]
    return Section(
        name=name,
        about=about,
        heads={
            **{one.name: "id" if one.primary_key else capfirst(str(one.verbose_name)) for one in kept},
            **{one.name: capfirst(str(one.verbose_name)) for one in many},
        },
        rows=[
            {
                **{one.name: _value(row, one) for one in kept},
                **{one.name: sorted(str(each) for each in getattr(row, one.name).all()) for one in many},
            }
            for row in loaded
        ],
        labels={one.name: dict(one.flatchoices) for one in kept if one.choices},  # type: ignore[attr-defined]
    )


def _is_of_mail(one: Field) -> bool:
    """What became of mail has a file of its own."""
    return one.is_relation and one.related_model._meta.app_label == "outbox"  # type: ignore[union-attr]


def _names_another(one: Field) -> bool:
    """Whether it names what is in no other file, which then stands here by its name: an adviser, a cohort."""
    is_own = one.related_model in lookups() and (one.related_model is not User or one.name == "user")
    return one.is_relation and not is_own


def _value(row: Model, one: Field) -> Any:
    if _names_another(one):
        named = getattr(row, one.name)
        return None if named is None else str(named)
    return getattr(row, one.attname)


def _beside(named: tuple[str, str], rows: Iterable[dict[str, Any]]) -> Section:
    listed = list(rows)
    heads = list(listed[0]) if listed else []
    return Section(*named, heads={head: capfirst(head.replace("_", " ")) for head in heads}, rows=listed)


def _json(sections: Iterable[Section], as_of: datetime) -> str:
    everything = {"made_at": as_of, **{section.name: section.rows for section in sections}}
    return json.dumps(everything, ensure_ascii=False, indent=1, default=_exact)


def _exact(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _table(section: Section, zone: ZoneInfo) -> Table:
    labels = section.labels
    rows = [
        [_cell(labels.get(head, {}).get(row[head], row[head]) if _is_code(row[head]) else row[head], zone)
         for head in section.heads]
        for row in section.rows
    ]  # fmt: skip
    return Table(title=section.name, heads=list(section.heads.values()), rows=rows)


def _is_code(value: Any) -> bool:
    return isinstance(value, str | int)


def _cell(value: Any, zone: ZoneInfo) -> Value:
    match value:
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return value.astimezone(zone).replace(microsecond=0)
        case None | str() | int() | date():
            return value
        case list() | tuple():
            return "; ".join(map(str, value))
        case dict():
            return json.dumps(value, ensure_ascii=False, default=_exact) if value else ""
    return str(value)


def _readme(student: Student, sections: Iterable[Section], campus: Campus, at: datetime) -> str:
    files = "".join(
        f"tables/{section.name}.csv ({len(section.rows)} row{'' if len(section.rows) == 1 else 's'})\n"
        f"    {section.about}\n"
        for section in sections
    )
    return words.README.format(
        name=student.user.display_name,
        day=day(at),
        clock=clock_and_zone(at),
        place=place(at.tzinfo),  # type: ignore[arg-type]
        files=files,
        center=campus.center_name,
        help=f", {campus.help_email}" if campus.help_email else "",
    )
