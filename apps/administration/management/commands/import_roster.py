"""The roster from a line of cron. Nobody can be asked there: the good rows go in, and the others are said."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from apps.administration.imports.actions import NotPossible, running
from apps.administration.imports.checked import Change, Checked, Outcome, Result
from apps.administration.imports.kinds import ask_about_kind
from apps.administration.models import Import
from apps.administration.roster.addresses import ALL_ADDRESSES
from apps.administration.roster.engine import carry_out, check
from apps.cohorts.models import Cohort
from apps.core import clock
from apps.core.tables.book import LARGEST_FILE, Unreadable
from apps.core.text import LARGEST_ID

# A student number says who it is, so that a new address is taken with the other changes.
_CHOICES = {ALL_ADDRESSES: True}
_ADDRESS = re.compile(r"[^\s,;“”]+@[^\s,;“”]*\w")


class Command(BaseCommand):
    help = (
        "Add the students of a roster (CSV or XLSX), and take what changed of those who are here. All that can go in "
        "goes in at once, or nothing does. Rows that are refused, or that somebody must be asked about, stay out and "
        "are said. Whoever is missing from the file stays as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The file, or - to read it from the input.")
        parser.add_argument("--cohort", type=int, metavar="ID", help="The cohort of the rows that name none.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and do nothing.")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="json: one line of JSON a row.")

    def handle(self, *args: Any, **options: Any) -> None:
        content, name = _content(options["file"])
        cohort = _cohort(options["cohort"])
        try:
            if options["dry_run"]:
                checked = self._check(content, name, cohort)
                _leave_out_what_is_not_chosen(checked)
            else:
                with running(kind=Import.Kind.STUDENTS, file_name=name, cohort=cohort) as run:
                    checked = self._check(content, name, cohort)
                    run.end(checked, carry_out(checked, choices=_CHOICES, as_of=clock.now(), report=run.report))
        except (Unreadable, NotPossible) as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError("Something changed while the rows went in, so none did. Try again.") from error
        say = _as_json if options["format"] == "json" else _as_text
        waiting = checked.waiting
        for row in checked.rows:
            self.stdout.write(say(row, _reason(row, waiting.get(row.row, []))))
        self._sum_up(checked, is_dry=options["dry_run"])

    def _check(self, content: bytes, name: str, cohort: Cohort | None) -> Checked:
        checked = check(content=content, file_name=name, cohort=cohort, choices=_CHOICES, as_of=clock.now())
        ask_about_kind(checked, kind=Import.Kind.STUDENTS, answers={})
        return checked

    def _sum_up(self, checked: Checked, *, is_dry: bool) -> None:
        for sentence in checked.said:
            self.stderr.write(sentence)
        counts = checked.counts
        good = counts[Result.NEW] + counts[Result.CHANGED]
        done = "can go in" if is_dry else "went in"
        self.stderr.write(
            f"{good} of {len(checked.rows)} rows {done}: {counts['new']} new, {counts['changed']} changed. "
            f"{counts['unchanged']} unchanged. {counts['asked']} asked, {counts['refused']} refused and "
            f"{counts['skipped']} skipped stay out."
        )
        if missing := len(checked.missing):
            self.stderr.write(f"{missing} in these cohorts are not in the file. Nothing happens to them.")
        if is_dry:
            self.stderr.write("This was a dry run. Nothing was saved.")


def _content(file: str) -> tuple[bytes, str]:
    if file == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1), "roster"
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_FILE + 1), Path(file).name
    except OSError as error:
        raise CommandError(f"The file can’t be opened: {error.strerror}.") from error


def _cohort(pk: int | None) -> Cohort | None:
    if pk is None:
        return None
    cohort = Cohort.objects.filter(pk=pk, archived_at=None).first() if 0 < pk <= LARGEST_ID else None
    if cohort is None:
        raise CommandError("There is no cohort with this ID, or it is archived.")
    return cohort


def _leave_out_what_is_not_chosen(checked: Checked) -> None:
    for row in checked.rows:
        if row.outcome == Result.CHANGED and not row.chosen:
            row.outcome = Result.UNCHANGED


def _reason(row: Outcome, questions: list[str]) -> str:
    """Without anybody's name or address: cron's mail and logs are no place for them."""
    chosen = [change for change in row.changes if change.chosen] if row.outcome == Result.CHANGED else []
    changed = [change.label.lower() for change in chosen if change.key not in ("cohort", "archived")]
    said = [f"Changed: {', '.join(changed)}."] if changed else []
    said += [_move(change) for change in chosen if change.key in ("cohort", "archived")]
    said += questions if row.outcome == Result.ASKED else []
    said = [*said, *row.reasons]
    if not said and row.outcome == Result.UNCHANGED:
        return "Here already, as the file says."
    return _ADDRESS.sub("[address]", " ".join(said))


def _move(change: Change) -> str:
    if change.key == "archived":
        return "Is archived." if change.after == "Archived" else "Comes back from the archive."
    if change.before and change.after:
        return f"Moves from {change.before} to {change.after}."
    return f"Joins {change.after}." if change.after else f"Leaves {change.before}."


def _as_json(row: Outcome, reason: str) -> str:
    told = {"row": row.row, "outcome": str(row.outcome), "reason": reason}
    return json.dumps(told, ensure_ascii=False)


def _as_text(row: Outcome, reason: str) -> str:
    return f"Row {row.row}: {row.outcome}. {reason}".strip()
