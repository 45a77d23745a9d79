import pytest

from tools.suite import named_folder


@pytest.mark.parametrize(
    ("part", "arguments", "folder"),
    [
        ("bench", [], ["tests/bench"]),
        ("bench", ["-k", "overview"], ["tests/bench"]),
        ("bench", ["tests/bench/test_overview.py"], []),
        ("bench", ["--deselect", "tests/bench/test_overview.py"], ["tests/bench"]),
        ("load", [], ["tests/load"]),
        ("all", [], []),
    ],
)
def test_a_part_with_a_folder_runs_all_of_it_or_what_is_named(
    part: str, arguments: list[str], folder: list[str]
) -> None:
    assert named_folder(part, arguments) == folder
