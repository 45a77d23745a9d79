import pytest

from apps.administration.roster.names import name_of
from apps.administration.roster.values import Status, address_of, graduation_of, number_of, status_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20481234", "20481234"), ("'00481236", "00481236"), ('="01234567"', "01234567"), ("20481235.0", "20481235"),
        ("20,481,235", "20481235"), ("2048 1235", "20481235"), ("２０４８１２３５", "20481235"),
        ("@01234567", "@01234567"),
        ("2.0481235E7", "20481235"), (" A12-3 ", "A12-3"), ("n/a", ""), ("-", ""), ("#N/A", ""), ("", ""),
        ("٢٠٤٨١٢٣٥", "20481235"), ("20.481.235", "20481235"), ("20481235,00", "20481235"), ("#20481235", "20481235"),
        ("ID: 20481235", "20481235"), ("ID20481235", "ID20481235"), ("I don't know", ""), ("TBD", ""), ("TRUE", ""),
        ("0", ""), ("00000000", ""), ("20481246*", "20481246"), ("20481245 (new)", "20481245"),
        ("20481258.", "20481258"), ("Student 20481250", "20481250"),
    ],
)  # fmt: skip
def test_a_student_number(text: str, number: str) -> None:
    assert (number_of(text).value, number_of(text).problem) == (number, "")


@pytest.mark.parametrize(
    "text",
    ["1.23457E+11", "######", "123-45-6789", "=A2", "a@example.edu", "9" * 41, "1e999"]
    + ["20481234/20481235", "20481237.5", "1/2/2026"],
)
def test_no_student_number(text: str) -> None:
    assert number_of(text).value == ""
    assert number_of(text).problem


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-12", "2027-12-31"), ("5/2028", "2028-05-31"), ("Spring 2029", "2029-05-31"),
        ("12/15/2027", "2027-12-15"),
        ("May-28", "2028-05-31"), ("May 2028", "2028-05-31"), ("5/1/2028", "2028-05-01"), ("47239", "2029-05-01"),
        ("Summer '28", "2028-08-31"), ("FA27", "2027-12-31"), ("2028 Fall", "2028-12-31"),
        ("Winter 2027", "2027-12-31"),
        ("May 15, 2028", "2028-05-15"), ("15-May-2028", "2028-05-15"), ("2028-05-15T00:00:00", "2028-05-15"),
        ("December 2027", "2027-12-31"), ("Dec. 2027", "2027-12-31"), ("15/12/2027", "2027-12-15"),
        ("2028", "2028-05-31"),
        ("Spring 2028 (est.)", "2028-05-31"), ("Mon May 15 2028", "2028-05-15"), ("20280515", "2028-05-15"),
        ("May 2028 - Expected", "2028-05-31"), ("202820", ""), ("2284", ""), ("2027-28", ""),
        ("Class of 2028", "2028-05-31"), ("", ""), ("#REF!", ""), ("soon", ""), ("31 Feb 2028", ""), ("2228", ""),
        ("13/2028", ""), ("0000-00-00", ""), ("99999", ""),
    ],
)  # fmt: skip
def test_a_day_of_graduation(text: str, day: str) -> None:
    assert graduation_of(text).value == day


def test_what_is_lost_of_a_date_is_said() -> None:
    assert graduation_of("soon").said == ["The graduation date can’t be read and is left out."]
    assert "47239 is how a spreadsheet keeps" in graduation_of("47239").said[0]


def test_two_addresses_of_which_none_is_the_campus_s_are_asked_about() -> None:
    two = "a@mail.example; b@mail.example"
    assert address_of(two, campus_domains=["example.edu"]).others == ["a@mail.example", "b@mail.example"]
    assert address_of("A@x.example.edu, b@mail.example", campus_domains=["example.edu"]).value == "a@x.example.edu"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Enrolled", Status.ENROLLED),
        ("**Web Registered**", Status.ENROLLED),
        ("WTH", Status.WITHDRAWN),
        ("Wait-List", Status.WAITING),
        ("D", Status.WITHDRAWN),
        ("D - Drop", Status.WITHDRAWN),
        ("E-Enrolled", Status.ENROLLED),
        ("WL - Waitlisted", Status.WAITING),
        ("W - Waitlisted", Status.WAITING),
        ("Enrolled (Full-time)", Status.ENROLLED),
        ("Active - Good Standing", Status.ENROLLED),
        ("Dropped - 9/1/2026", Status.WITHDRAWN),
        ("Waitlist #3", Status.WAITING),
    ],
)
def test_a_status(text: str, status: Status) -> None:
    assert status_of(text) == status


@pytest.mark.parametrize(
    "text", ["LOA", "Not-Active", "In-Active", "Enrolled - On Leave", "Registered - Dropped", "AUD - Audit", "No", "1"]
)
def test_a_status_that_nobody_knows(text: str) -> None:
    assert status_of(text) is None


@pytest.mark.parametrize(
    ("whole", "full", "last"),
    [
        ("Okafor,Chidi M", "Chidi M Okafor", "Okafor"),
        ("Smith, Robert, Jr.", "Robert Smith Jr.", "Smith Jr."),
        ("King, Jr., Martin L.", "Martin L. King Jr.", "King Jr."),
        ("Van Der Berg III, Hans", "Hans Van Der Berg III", "Van Der Berg III"),
        ("Teo", "Teo", ""),
        ("Teo,", "Teo", ""),
        ("FNU, Suharto", "Suharto", ""),
        ("佐藤，美咲", "佐藤美咲", "佐藤"),
        ("Okafor, Chidi (20481234)", "Chidi Okafor", "Okafor"),
        ("Smith, Robert Jr", "Robert Smith Jr", "Smith Jr"),
        ("Dr. Patel, Priya", "Dr. Priya Patel", "Patel"),
        ("Adams, Sam *", "Sam Adams", "Adams"),
        ("Reyes, Tom - Confidential", "Tom Reyes", "Reyes"),
    ],
)
def test_a_name_with_the_last_name_first(whole: str, full: str, last: str) -> None:
    name = name_of(whole=whole, last_first=True)
    assert (name.full, name.last) == (full, last)


@pytest.mark.parametrize(
    ("whole", "full", "last"),
    [
        ("Chidi Okafor", "Chidi Okafor", "Okafor"),
        ("Ana María de la Cruz", "Ana María de la Cruz", "de la Cruz"),
        ("Robert Smith Jr.", "Robert Smith Jr.", "Smith Jr."),
        ("Robert Smith, Jr.", "Robert Smith Jr.", "Smith Jr."),
        ("Okafor, Chidi", "Chidi Okafor", "Okafor"),
        ("Teo", "Teo", ""),
        ("김 민준", "김민준", "김"),
        ("Chidi Okafor 🎓", "Chidi Okafor 🎓", "Okafor 🎓"),
        ("Rosa Silva <rsilva@example.edu>", "Rosa Silva", "Silva"),
        ("JosÃ© NÃºÃ±ez", "José Núñez", "Núñez"),
        ("'Chidi Okafor'", "Chidi Okafor", "Okafor"),
        ("2) Chidi Okafor he/him", "Chidi Okafor", "Okafor"),
        ("Chidi Okafor aka CJ", "Chidi Okafor", "Okafor"),
    ],
)
def test_a_name_as_people_say_it(whole: str, full: str, last: str) -> None:
    name = name_of(whole=whole)
    assert (name.full, name.last) == (full, last)


def test_marks_of_withdrawal_are_no_part_of_a_name() -> None:
    for written in ("Silva,Rosa   WTH", "Silva, Rosa (WD)", "Silva, Rosa - Withdrawn"):
        name = name_of(whole=written, last_first=True)
        assert (name.full, name.has_left) == ("Rosa Silva", True), written


def test_letters_that_were_lost_are_noted() -> None:
    assert name_of(last="????????", first="?ucja").is_damaged
    assert name_of(last="??", first="Jean").is_damaged
    assert name_of(last="?", first="Jean").is_damaged
    assert name_of(last="????", first="???").problem
    assert not name_of(last="Okafor", first="Chidi").is_damaged


def test_a_preferred_name_of_two_words_may_be_the_whole_name() -> None:
    assert name_of(last="Legal", first="Deadname", preferred="Chosen Name").last == "Name"
    assert name_of(last="Smith", first="Mary Ann", preferred="Mary Ann").last == "Smith"
    assert name_of(last="de la Cruz", first="Ana", preferred="Annie Cruz").last == "de la Cruz"


@pytest.mark.parametrize("text", ["None", "N/A", "-", "", "#N/A", "same", "she/her", "(they/them/theirs)", "he, him"])
def test_no_preferred_name(text: str) -> None:
    assert name_of(last="Null", first="Jennifer", preferred=text).preferred == ""


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("Chi, he/him", "Chi"),
        ("(Chi)", "Chi"),
        ('"Chi"', "Chi"),
        ("Okafor, Chi", "Chi Okafor"),
        ("Shea Herr", "Shea Herr"),
    ],
)
def test_a_preferred_name(text: str, preferred: str) -> None:
    assert name_of(last="Okafor", first="Chidi", preferred=text).preferred == preferred


@pytest.mark.parametrize("whole", ["Adams, Sue (FERPA)", "Adams, Sue (she/her)", "Adams, Sue [Honors]"])
def test_a_note_in_brackets_is_no_preferred_name(whole: str) -> None:
    assert name_of(whole=whole, last_first=True).preferred == ""


def test_what_stands_for_a_name_and_is_none() -> None:
    assert "email address" in name_of(whole="rsilva@example.edu").problem
    assert name_of(whole="12345").full == ""
    assert name_of(last="Silva", first="Rosa", preferred="rosa@example.edu").preferred == ""
    assert name_of(whole="Rosa Silva (On Leave)").preferred == ""
    assert name_of(whole='=HYPERLINK("x","y")').full == '=HYPERLINK("x","y")'
