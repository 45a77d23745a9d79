"""The figures, and how well the rules read what they were made with.

`coach.csv` is the part of a larger labelled file with which the rules were made: the texts whose SHA-256, read as one
number, leaves 1 or 2 when divided by 3. The other third was held back. `coach-variations.csv` has more of its kind
(messages in its first 381 rows), and `coach-sentences.csv` single sentences that do or do not ask for a favor or for
work, leave a way out or give a reason.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.guidance.coach.exits import way_out
from apps.guidance.coach.favors import favors
from apps.guidance.coach.jobs import job_ask
from apps.guidance.coach.reasons import reason_given
from apps.guidance.coach.rules import Rule
from apps.guidance.coach.score import Figures, Unreadable, figures, read, report

DATA = Path(__file__).parents[2] / "data"
HEADER = "kind,text,notes,labels\r\n"


@pytest.mark.parametrize(
    ("name", "part"),
    [("coach.csv", slice(None)), ("coach-variations.csv", slice(190)), ("coach-variations.csv", slice(190, 381))],
)
def test_the_rules_read_the_messages_that_they_were_made_with(name: str, part: slice) -> None:
    found = figures(read((DATA / name).read_bytes())[part], kind="outreach")
    assert found["all"].f1 > 0.97
    assert all(min(figure.precision, figure.recall) >= 0.85 for figure in found.values()), found


@pytest.mark.parametrize("kind", ["question", "thanks"])
@pytest.mark.parametrize("name", ["coach.csv", "coach-variations.csv"])
def test_the_rules_read_the_questions_and_notes_that_they_were_made_with(name: str, kind: str) -> None:
    found = figures(read((DATA / name).read_bytes()), kind=kind)
    assert found["all"].f1 > 0.97
    assert all(min(figure.precision, figure.recall) >= 0.93 for figure in found.values()), found


@pytest.mark.parametrize(
    ("rule", "finds"),
    [(Rule.NO_WAY_OUT, way_out), (Rule.NO_REASON, reason_given), (Rule.FAVOR, favors), (Rule.JOB_ASK, job_ask)],
)
def test_the_rules_read_sentences_of_many_kinds(rule: Rule, finds: Callable[[str], object]) -> None:
    with (DATA / "coach-sentences.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["rule"] == rule]
    wrong = {answer: [row["text"] for row in rows if row["says_it"] == answer] for answer in ("yes", "no")}
    wrong["yes"] = [text for text in wrong["yes"] if not finds(text)]
    wrong["no"] = [text for text in wrong["no"] if finds(text)]
    assert len(wrong["yes"]) <= 0.12 * len(rows) / 2, wrong
    assert len(wrong["no"]) <= 0.03 * len(rows) / 2, wrong


def test_a_line_for_each_rule_and_one_for_all() -> None:
    rows = read(
        (
            HEADER
            + "outreach,Could you hire me?,cold,job_ask;no_length;no_way_out\r\n"
            + "question,Are you hiring?,,closed;job_ask\r\n"
            + 'thanks,"Thank you\nfor the talk","notes\nhere",no_specific\r\n'
        ).encode()
    )
    assert report(rows) == [
        "question job_ask precision 1.00 recall 1.00",
        f"question {Rule.FAVOR} precision 1.00 recall 1.00",
        "question closed precision 1.00 recall 1.00",
        "question lookup precision 1.00 recall 1.00",
        "question all precision 1.00 recall 1.00 f1 1.00",
        "outreach job_ask precision 1.00 recall 1.00",
        f"outreach {Rule.FAVOR} precision 1.00 recall 1.00",
        "outreach no_reason precision 0.00 recall 1.00",
        "outreach no_length precision 1.00 recall 1.00",
        "outreach too_long precision 1.00 recall 1.00",
        "outreach unfilled precision 1.00 recall 1.00",
        "outreach no_way_out precision 1.00 recall 1.00",
        "outreach all precision 0.75 recall 1.00 f1 0.86",
        "thanks job_ask precision 1.00 recall 1.00",
        f"thanks {Rule.FAVOR} precision 1.00 recall 1.00",
        "thanks no_specific precision 1.00 recall 1.00",
        "thanks no_next_step precision 0.00 recall 1.00",
        "thanks all precision 0.50 recall 1.00 f1 0.67",
        "all all precision 0.75 recall 1.00 f1 0.86",
    ]


def test_a_file_of_one_kind_has_no_line_for_all_kinds() -> None:
    lines = report(read((HEADER + "question,Why?,,\r\n").encode()))
    assert [line.split()[1] for line in lines] == ["job_ask", str(Rule.FAVOR), "closed", "lookup", "all"]


def test_figures_of_nothing_are_not_held_against_a_rule() -> None:
    assert (Figures(0, 0, 0).precision, Figures(0, 0, 0).recall, Figures(0, 0, 0).f1) == (1, 1, 1)
    assert Figures(0, 0, 4).recall == 0
    assert Figures(0, 3, 4).f1 == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        ((HEADER + "outreach,Möchten,,\r\n").encode("cp1252"), "not in UTF-8"),
        ((HEADER + "outreach,Hi,,\r\n").encode("utf-16"), "not in UTF-8"),
        ((HEADER + "outreach,Hi,,\r\n").encode("utf-16-le"), "not in UTF-8"),
        (b"kind,text,labels\r\noutreach,Hi,\r\n", "lacks: notes"),
        (b"kind,text,notes,labels,more\r\noutreach,Hi,,,\r\n", "not known: 'more'"),
        (b"kind,text,notes,labels,labels\r\noutreach,Hi,,,\r\n", "twice"),
        (b"kind;text;notes;labels\r\noutreach;Hi;;\r\n", "lacks"),
        ((HEADER + "outreach,Hi\r\n").encode(), "Row 2 has 2 cells"),
        ((HEADER + "letter,Hi,,\r\n").encode(), "Row 2 is of a kind"),
        ((HEADER + "outreach,Hi,,no_lenght\r\n").encode(), "Row 2 has a label that is not known: 'no_lenght'"),
        ((HEADER + 'outreach,"Hi').encode(), "not valid CSV"),
        ((HEADER + f"outreach,{'x' * 200_000},,\r\n").encode(), "not valid CSV"),
        (HEADER.encode(), "no row"),
        ((HEADER + "question,Why?,,too_many\r\n").encode(), "not known: 'too_many'"),
    ],
)
def test_a_file_that_is_not_one_says_so_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=r"^[^\n]+\.$") as refused:
        report(read(content))
    assert said in str(refused.value)


def test_a_byte_order_mark_and_blank_lines_are_no_matter() -> None:
    rows = read(b"\xef\xbb\xbf" + (HEADER + "\r\noutreach,Hi,, no_length ; \r\n\r\n").encode())
    assert [(row.kind, row.text, row.labels) for row in rows] == [("outreach", "Hi", {"no_length"})]
