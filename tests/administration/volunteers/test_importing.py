"""A list of volunteers as it is kept by hand: what each row would do, and what came of it."""

from collections import Counter
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from apps.administration.imports.checked import Checked, Outcome, change_choice, row_choice
from apps.administration.models import Import, RememberedColumn
from apps.administration.volunteers.importing import carry_out, check
from apps.campus.models import Campus, FieldOfInterest
from apps.volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

LIST = (Path(__file__).parents[2] / "data/volunteers/volunteers.csv").read_bytes()
HEAD = "Name,E-mail,Willing?,Max per term,Time zone,Formats,Class Year,Field,Employer\n"


@pytest.fixture
def fields() -> None:
    names = ("Public service", "Healthcare", "Arts", "Technology")
    FieldOfInterest.objects.bulk_create([FieldOfInterest(name=name) for name in names], ignore_conflicts=True)


def run(content: bytes | str, as_of: datetime, **how: object) -> Checked:
    """The dry run, carried out as far as it goes."""
    checked = dry(content, as_of, **how)
    carry_out(checked, choices=how.get("choices"), as_of=as_of)  # type: ignore[arg-type]
    return checked


def dry(content: bytes | str, as_of: datetime, **how: object) -> Checked:
    content = content.encode() if isinstance(content, str) else content
    return check(content=content, file_name="volunteers.csv", as_of=as_of, **how)  # type: ignore[arg-type]


def one(cells: str, as_of: datetime, **how: object) -> Outcome:
    (row,) = dry(HEAD + cells, as_of, **how).rows
    return row


def outcomes(checked: Checked) -> dict[str, int]:
    return {name: number for name, number in checked.counts.items() if number}


def test_the_list_goes_in_with_what_its_odd_cells_mean(fields: None, as_of: datetime) -> None:
    checked = run(LIST, as_of)
    assert outcomes(checked) == {"new": 26, "refused": 3, "skipped": 31}
    assert Counter(row.reasons[0] for row in checked.rows if row.outcome == "refused") == {
        "“many” is no number of requests each term.": 3
    }
    assert {row.reasons[0] for row in checked.rows if row.outcome == "skipped"} == {
        "The file does not say that they are willing to be asked."
    }
    assert [row.row for row in checked.rows] == list(range(2, 62))
    read = {column.heading: column.read_as for column in checked.columns if column.read_as}
    assert "Major" not in read
    assert read["Willing?"] == "willing"
    assert next(column for column in checked.columns if column.heading == "Major").examples == []

    by_email = {one.email.partition("@")[0]: one for one in Volunteer.objects.prefetch_related("fields")}
    lucja = by_email["alum7"]
    assert (lucja.full_name, lucja.class_year, lucja.city) == ("Łucja St.-James", 1998, "Boston, MA")
    assert (lucja.time_zone, lucja.capacity, len(lucja.formats)) == ("Europe/London", 2, 4)
    assert [field.name for field in lucja.fields.all()] == ["Technology"]
    assert lucja.topics == "graduate school, first job | changing fields"
    xochitl = by_email["alum9"]
    assert (xochitl.organization, xochitl.class_year, xochitl.time_zone) == ("=Equals Studio", 2007, "")
    assert by_email["alum10"].time_zone == "America/Los_Angeles"
    assert by_email["alum19"].capacity == 0
    assert by_email["alum19"].role == "Product manager"
    assert by_email["alum14"].formats == ["in_person"]
    assert by_email["alum22"].formats == ["video", "phone"]
    assert by_email["alum27"].organization == "Lumen & Co."


def test_the_same_file_again_says_unchanged(fields: None, as_of: datetime) -> None:
    run(LIST, as_of)
    before = list(Volunteer.objects.values_list("pk", "updated_at"))
    again = run(LIST.replace(b"@alumni.example", b"@Alumni.Example"), as_of)
    assert outcomes(again) == {"unchanged": 26, "refused": 3, "skipped": 31}
    assert list(Volunteer.objects.values_list("pk", "updated_at")) == before


def test_a_blank_cell_takes_nothing_away_and_another_word_is_a_change(fields: None, as_of: datetime) -> None:
    run(f"{HEAD}Ana Reyes,ana@alumni.example,Y,3,Eastern,video,2015,Arts,Harbor Health\n", as_of)
    assert outcomes(dry(f"{HEAD}Ana Reyes,ANA@alumni.example,yes,,,,,,\n", as_of)) == {"unchanged": 1}
    changed = run(f"{HEAD}Ana Reyes,ana@alumni.example,Y,1,Pacific,any,'15,Technology,City of Quincy\n", as_of)
    (row,) = changed.rows
    assert (row.outcome, row.choosable, row.chosen) == ("changed", True, True)
    assert [(change.label, change.before, change.after) for change in row.changes] == [
        ("Organization", "Harbor Health", "City of Quincy"),
        ("Time zone", "America/New_York", "America/Los_Angeles"),
        ("Requests each term", "3", "1"),
        ("Ways to talk", "Video", "In person, Video, Phone, Email or messages"),
        ("Fields", "Arts", "Arts, Technology"),
    ]
    ana = Volunteer.objects.get()
    assert (ana.capacity, ana.organization, ana.fields.count()) == (1, "City of Quincy", 2)


def test_what_nobody_chose_stays_as_it_was(fields: None, as_of: datetime) -> None:
    run(f"{HEAD}Ana Reyes,ana@alumni.example,Y,3,,,,,Harbor Health\n", as_of)
    other = f"{HEAD}Ana Reyes,ana@alumni.example,Y,1,,,,,City of Quincy\n"
    assert outcomes(run(other, as_of, choices={row_choice(2): False})) == {"skipped": 1}
    assert Volunteer.objects.get().capacity == 3
    run(other, as_of, choices={change_choice(2, "capacity"): False})
    assert (Volunteer.objects.get().capacity, Volunteer.objects.get().organization) == (3, "City of Quincy")


def test_nobody_who_is_not_willing_is_added_or_changed(as_of: datetime) -> None:
    known = Volunteer.objects.create(full_name="Ana Reyes", email="ana@alumni.example", organization="Harbor Health")
    for word in ("", "N", "no", "-", "n/a"):
        row = one(f"Ana,ana@alumni.example,{word},1,,,,,City of Quincy\n", as_of)
        assert (row.outcome, len(row.reasons)) == ("skipped", 2)
    assert one("Ana,ana@alumni.example,maybe,1,,,,,\n", as_of).outcome == "refused"
    known.withdrawn_at = as_of
    known.save()
    assert one("Ana,ana@alumni.example,Y,1,,,,,City of Quincy\n", as_of).reasons == [
        "They withdrew, so nobody asks them."
    ]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("Ana,,Y,,,,,,", "There is no email address."),
        ("Ana,ana at home,Y,,,,,,", "There is a space in the email address."),
        ("Ana,ana@a.example; ana@b.example,Y,,,,,,", "There are several email addresses. Leave the one to write to."),
        ("N/A,ana@a.example,Y,,,,,,", "There is no name."),
        ("Ana,ana@a.example,Y,none,,,,,", "“none” is no number of requests each term."),
        ("Ana,ana@a.example,Y,-1,,,,,", "“-1” is no number of requests each term."),
        ("Ana,ana@a.example,Y,50,,,,,", "50 requests each term are more than 20."),
        ("Ana,ana@a.example,Y,,Mars,,,,", "“Mars” is no time zone that we know. Write Eastern or America/New_York."),
        ("Ana,ana@a.example,Y,,,telepathy,,,", "“telepathy” is no way to talk that we know: in person, video, phone or "
         "messages."),
        ("Ana,ana@a.example,Y,,,,3007,,", "“3007” is no class year."),
        (f"{'A' * 121},ana@a.example,Y,,,,,,", "The name is longer than 120 letters."),
        (f"Ana,ana@a.example,Y,,,,,,{'A' * 20_000}", "The organization is longer than 120 letters."),
        ('Ana,"ana@a.example\nBcc: all@a.example",Y,,,,,,', "There is more than one line in the email address."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_go_in_says_why(cells: str, says: str, as_of: datetime) -> None:
    row = one(f"{cells}\n", as_of)
    assert (row.outcome, row.reasons, row.plan) == ("refused", [says], {})


@pytest.mark.parametrize(
    ("column", "cell", "kept"),
    [
        ("Max per term", "2.0", ("capacity", 2)),
        ("Class Year", "class of 2007", ("class_year", 2007)),
        ("Class Year", "’98", ("class_year", 1998)),
        ("Time zone", "eastern time", ("time_zone", "America/New_York")),
        ("Formats", "Zoom or phone", ("formats", ["video", "phone"])),
        ("Employer", "@Home Care", ("organization", "@Home Care")),
        ("Employer", "'-Minus Media", ("organization", "-Minus Media")),
        ("Employer", "#REF!", ("organization", "")),
        ("Name", "\"O'Neill, D'Andre\"", ("full_name", "D'Andre O'Neill")),
        ("Name", "\u202eAna\u200b", ("full_name", "Ana")),
    ],
)
def test_a_cell_is_read_as_people_mean_it(column: str, cell: str, kept: tuple[str, object], as_of: datetime) -> None:
    cells = {"Name": "Ana", "E-mail": "ana@a.example", "Willing?": "Y", column: cell}
    run(f"{','.join(cells)}\n{','.join(cells.values())}\n", as_of)
    assert getattr(Volunteer.objects.get(), kept[0]) == kept[1]


def test_two_rows_with_one_address_are_told_apart_by_their_numbers(as_of: datetime) -> None:
    checked = dry(f"{HEAD}Ana,ana@a.example,Y,,,,,,\n\nBo,ANA@a.example,Y,,,,,,\n", as_of)
    assert [(row.row, row.outcome) for row in checked.rows] == [(2, "new"), (4, "refused")]
    assert checked.rows[1].reasons == ["Row 2 has this email address, too."]


def test_a_question_mark_for_a_letter_never_overwrites_a_name(as_of: datetime) -> None:
    Volunteer.objects.create(full_name="Łucja Núñez", email="ana@a.example")
    assert one("?ucja Nú?ez,ana@a.example,Y,,,,,,\n", as_of).outcome == "unchanged"


def test_a_workbook_with_a_title_a_total_and_hidden_rows(as_of: datetime) -> None:
    book, file = Workbook(), BytesIO()
    sheet = book.active
    for cells in (["Alumni who help"], [], ["Name", "E-mail", "Notes"], ["Ana", "ana@a.example", "secret"]):
        sheet.append(cells)
    sheet.append(["Bo", "bo@a.example", "secret"])
    sheet.append(["", "", ""])
    sheet.append([None, None, 2])
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Codes")["A1"] = "x"
    book.save(file)
    checked = dry(file.getvalue(), as_of)
    assert checked.header_row == 3
    assert [(row.row, row.outcome) for row in checked.rows] == [(4, "new"), (5, "asked"), (7, "skipped")]
    assert "everybody in the file counts as willing" in " ".join(checked.said)
    assert "“Codes”" in checked.said[0]
    assert "secret" not in str(checked)
    taken = dry(file.getvalue(), as_of, answers={"hidden": "take"})
    assert [row.outcome for row in taken.rows] == ["new", "new", "skipped"]


def test_columns_are_chosen_and_remembered(as_of: datetime) -> None:
    content = "Wer,Wohin,E-mail\nAna,Harbor Health,ana@a.example\n"
    assert [column.read_as for column in dry(content, as_of).columns] == ["", "", "email"]
    columns = {"1": "full_name", "2": "organization", "3": "email"}
    assert outcomes(run(content, as_of, columns=columns)) == {"new": 1}
    RememberedColumn.objects.create(kind=Import.Kind.VOLUNTEERS, heading="wer", read_as="full_name", at=as_of)
    assert [column.how for column in dry(content, as_of).columns] == ["remembered", "not asked for", "known"]
    headless = dry("Ana,ana@a.example\n", as_of)
    assert headless.header_row is None
    assert headless.rows[0].outcome == "refused"
    assert outcomes(dry("Cy,cy@a.example\n", as_of, columns={1: "full_name", 2: "email"})) == {"new": 1}
    wrong = dry(content, as_of, columns={"1": "is_staff", "3": "email", "99": "email"})
    assert [column.read_as for column in wrong.columns] == ["", "", "email"]


def test_somebody_who_was_changed_meanwhile_stays_out(as_of: datetime) -> None:
    known = Volunteer.objects.create(full_name="Ana", email="ana@a.example", capacity=3)
    gone = Volunteer.objects.create(full_name="Bo", email="bo@a.example", capacity=3)
    checked = dry(f"{HEAD}Ana,ana@a.example,Y,1,,,,,\nBo,bo@a.example,Y,1,,,,,\n", as_of)
    Volunteer.objects.filter(pk=known.pk).update(capacity=5)
    gone.delete()
    assert carry_out(checked, as_of=as_of)["refused"] == 2
    assert Volunteer.objects.get().capacity == 5


def test_a_new_one_takes_the_programs_number_and_the_campuss_zone(campus: Campus, as_of: datetime) -> None:
    Campus.objects.update(volunteer_capacity=4)
    run(f"{HEAD}Ana,ana@a.example,Y,,,,,,\n", as_of)
    ana = Volunteer.objects.get()
    assert (ana.capacity, ana.time_zone, len(ana.formats), ana.shares_hours) == (4, "", 4, False)


def test_many_rows_ask_few_questions_of_the_database_and_tell_how_far_they_are(fields: None, as_of: datetime) -> None:
    def questions(number: int, cells: str) -> int:
        rows = "".join(f"P {at},p{at}-{number}@a.example,Y,{cells}\n" for at in range(number))
        told: list[tuple[int, int]] = []
        with CaptureQueriesContext(connection) as asked:
            checked = dry(HEAD + rows, as_of, report=lambda done, of: told.append((done, of)))
            carry_out(checked, as_of=as_of, report=lambda done, of: told.append((done, of)))
        assert told[-1] == (number, number)
        assert len(told) >= 2 * (number // 100)
        return len(asked)

    assert questions(300, ",,,,,") == questions(3, ",,,,,")
    changed = "1,Pacific,video,2015,Arts,Harbor Health"
    assert questions(300, changed) == questions(3, changed)
    assert Volunteer.objects.filter(capacity=1, organization="Harbor Health", fields__name="Arts").count() == 303


def test_only_what_a_row_says_of_sharing_hours_is_a_change(as_of: datetime) -> None:
    Volunteer.objects.create(full_name="Ana", email="ana@a.example", shares_hours=True)
    head = "Name,E-mail,Hours may be shared\n"
    columns = {1: "full_name", 2: "email", 3: "shares_hours"}
    for word in ("", "-", "n/a", "maybe", "Yes"):
        assert outcomes(dry(f"{head}Ana,ana@a.example,{word}\n", as_of, columns=columns)) == {"unchanged": 1}
    (row,) = run(f"{head}Ana,ana@a.example,No\n", as_of, columns=columns).rows
    assert [(change.before, change.after, change.chosen) for change in row.changes] == [("Yes", "No", True)]
    assert not Volunteer.objects.get().shares_hours


def test_whoever_stops_it_stops_it(as_of: datetime) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(done: int, of: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        dry(f"{HEAD}Ana,ana@a.example,Y,,,,,,\n", as_of, report=stop)


def test_nobody_is_written_to_at_the_address_of_somebody_else(as_of: datetime) -> None:
    checked = dry("Name,Spouse Email,Assistant Email\nAna Silva,canary@x.example,b@x.example\n", as_of)
    assert outcomes(checked) == {"refused": 1}


def test_whoever_opted_out_is_not_asked(as_of: datetime) -> None:
    checked = dry(
        "Name,Email,Do Not Contact\nAna Silva,a@x.example,Y\nBo Eng,b@x.example,N\nCy Fox,c@x.example,\n", as_of
    )
    assert [row.outcome for row in checked.rows] == ["skipped", "new", "new"]


def test_an_address_or_a_number_is_no_name(as_of: datetime) -> None:
    checked = dry("Name,Email\na@x.example,a@x.example\n12345,b@x.example\n", as_of)
    assert outcomes(checked) == {"refused": 2}
