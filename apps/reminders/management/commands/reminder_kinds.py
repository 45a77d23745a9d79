"""`manage.py reminder_kinds`: the table of all kinds, from the code; with `--write` into the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.reminders import kinds
from apps.reminders.kinds import Kind

PAGE = Path(settings.ROOT) / "docs" / "reminders.md"
BEGIN = "<!-- kinds: written by `manage.py reminder_kinds --write`, do not change by hand -->"
END = "<!-- end of kinds -->"
_COLUMNS = ("kind", "name", "for", "about what", "when", "turned off with", "when a mail server never answers")


class Command(BaseCommand):
    """Reads no database: the kinds are in the code."""

    help = "Print the table of all kinds of reminder, or put it into docs/reminders.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="put it into docs/reminders.md")

    def handle(self, *args: Any, write: bool = False, **options: Any) -> None:
        if not write:
            self.stdout.write(kinds_table())
            return
        changed = write_table()
        self.stdout.write("docs/reminders.md: written." if changed else "docs/reminders.md: nothing to change.")


def kinds_table() -> str:
    """Every registered kind, a line each, in the order of registration; Markdown."""
    lines = [_line(_COLUMNS), _line(["---"] * len(_COLUMNS)), *(_line(_cells(kind)) for kind in kinds.all_kinds())]
    return (
        "The numbers are the defaults: hours, days, minutes and quiet hours are settings of the campus, in the "
        "administration.\n\n" + "\n".join(lines) + "\n"
    )


def with_table(text: str) -> str:
    """`text` with the present table between its two markers. Raises ValueError where a marker is missing."""
    before, begin, rest = text.partition(BEGIN)
    _former, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page needs a line {BEGIN} and below it a line {END}.")
    return f"{before}{BEGIN}\n\n{kinds_table()}\n{END}{after}"


def write_table() -> bool:
    """Put the present table into the page. Whether that changed it."""
    text = PAGE.read_text()
    written = with_table(text)
    if written != text:
        PAGE.write_text(written)
    return written != text


def _cells(kind: Kind[Any]) -> list[str]:
    group = kinds.group(kind.opt_out).label if kind.opt_out else ""
    uncertain = "goes again, under the same Message-ID" if kind.resend_when_unanswered else "is shown as uncertain"
    off = f"{group} (`{kind.opt_out}`)" if group else "cannot be turned off"
    when = kind.when if kind.note_rank is None else f"{kind.when}; in the morning note"
    return [f"`{kind.slug}`", kind.label, str(kind.audience), kind.cause, when, off, uncertain]


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
