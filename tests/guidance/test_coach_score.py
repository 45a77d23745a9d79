"""`manage.py coach_score` as it is called."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FILE = Path(__file__).parents[1] / "data" / "coach.csv"


def test_it_prints_a_line_for_each_rule_that_is_built() -> None:
    printed = StringIO()
    call_command("coach_score", str(FILE), stdout=printed)
    lines = printed.getvalue().splitlines()
    assert len([line for line in lines if line.split()[1] != "all"]) == 15
    assert [line.split()[0] for line in lines if line.split()[1] == "all"] == ["question", "outreach", "thanks", "all"]
    assert lines[0].startswith("question job_ask precision ")
    assert " f1 " in lines[-1]


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_is_not_there_is_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be read: [\w ]+\.$") as refused:
        call_command("coach_score", str(tmp_path / name))
    assert refused.value.returncode == 1


def test_a_file_of_another_kind_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,email\nAda,ada@x.example\n")
    with pytest.raises(CommandError, match="first line lacks"):
        call_command("coach_score", str(tmp_path / "people.csv"))
