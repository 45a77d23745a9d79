"""The table of kinds in the documentation is what the code says."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from apps.outbox.models import Audience
from apps.reminders import kinds
from apps.reminders.management.commands import reminder_kinds


def test_the_documentation_lists_the_kinds_as_they_are() -> None:
    text = reminder_kinds.PAGE.read_text()
    assert text == reminder_kinds.with_table(text), "run `manage.py reminder_kinds --write`"


def test_every_kind_says_all_that_the_table_shows() -> None:
    table = reminder_kinds.kinds_table()
    assert "The numbers are the defaults" in table
    for kind in kinds.all_kinds():
        (line,) = (line for line in table.splitlines() if line.startswith(f"| `{kind.slug}` |"))
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        assert len(cells) == 7
        assert all(cells)
        assert cells[1:4] == [kind.label, str(kind.audience), kind.cause]
        assert cells[4].startswith(kind.when)
        assert ("in the morning note" in cells[4]) is (kind.note_rank is not None)
        assert (kind.opt_out or "cannot be turned off") in cells[5]
        assert ("goes again" in cells[6]) is kind.resend_when_unanswered


def test_a_new_kind_and_a_changed_one_are_found_out(causes) -> None:
    text = reminder_kinds.PAGE.read_text()
    assert "| `note` | The note | student | a cause of the tests |" in reminder_kinds.with_table(text)
    assert reminder_kinds.with_table(text) != text


def test_a_bar_in_the_words_makes_no_column(causes) -> None:
    kinds.register(causes.kind("odd", Audience.STUDENT, when="at 8 | or\nat 9"))
    try:
        assert "at 8 \\| or at 9" in reminder_kinds.kinds_table()
    finally:
        kinds.unregister("odd")


@pytest.mark.parametrize(
    "text", ["", reminder_kinds.BEGIN, reminder_kinds.END, f"{reminder_kinds.END}{reminder_kinds.BEGIN}"]
)
def test_a_page_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a line"):
        reminder_kinds.with_table(text)


def test_the_command_prints_it_and_writes_it_once(causes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "reminders.md"
    page.write_text(f"Before\n\n{reminder_kinds.BEGIN}\nformer\n{reminder_kinds.END}\n\nAfter\n")
    monkeypatch.setattr(reminder_kinds, "PAGE", page)

    def said(*arguments: str) -> str:
        call_command("reminder_kinds", *arguments, stdout=(out := StringIO()))
        return out.getvalue()

    assert "| `note` |" in said()
    assert "former" in page.read_text()
    assert "written" in said("--write")
    assert "nothing to change" in said("--write")
    assert page.read_text().startswith("Before\n")
    assert page.read_text().endswith("\n\nAfter\n")
    assert "former" not in page.read_text()
