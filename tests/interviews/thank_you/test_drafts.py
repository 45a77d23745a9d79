"""What of a draft goes into a mail, and what still waits for the student's words."""

import pytest

from apps.interviews.models import Interview
from apps.interviews.thank_you.drafts import first_draft, to_mail, with_note
from apps.interviews.thank_you.noted import noted
from apps.students.models import Student
from tests.effort import takes_at_most
from tests.factories import make_contact, make_held

LEARNED = "he became a coach"
STEP = "My next step is [say what you will do next]."
NOTE = "What stayed with me most is this: [Write it as you would say it to them] he became a coach"


@pytest.mark.parametrize(
    ("line", "mailed"),
    [
        (STEP, None),
        ("My next step is", None),
        ("  My next step is . ", None),
        ("[say what you will do next]", None),
        (NOTE, None),
        ("What stayed with me most is this:", None),
        ("[Write it as you would say it to them] he became a coach", None),
        # What they wrote themselves goes, whatever mark of ours was left beside it.
        ("My next step is to call Ana [say what you will do next].", "My next step is to call Ana."),
        ("I read on. My next step is [say what you will do next].", "I read on."),
        ("I will call her. [Write it as you would say it to them] he became a coach", "I will call her."),
        ("My next step is [say what you will do next] to call Ana.", "My next step is to call Ana."),
        # A bracket that was taken away, or the words that were not.
        ("My next step is say what you will do next.", None),
        (NOTE.replace("[", ""), None),
        (NOTE.replace("]", "").replace("Write", "WRITE"), None),
        (NOTE.replace("he became", "became"), None),
        (NOTE.replace("he became", "you became"), "What stayed with me most is this: you became a coach"),
        (NOTE.replace("[", "") + " late", "What stayed with me most is this: he became a coach late"),
        (NOTE.replace("] ", "]\n"), None),
        (NOTE.replace("them]", "them ]"), None),
        ("My next step is [say what you will do next], and I will call you.", None),
        ("My next step is to read one.", "My next step is to read one."),
        ("What stayed with me most is this: you coach.", "What stayed with me most is this: you coach."),
        ("I read [1] and [the second one].", "I read [1] and [the second one]."),
    ],
)
def test_a_line_that_waits_is_not_mailed(line: str, mailed: str | None) -> None:
    text, _ = to_mail(f"Dear Rosa,\r\n\r\n{line}\r\n\r\nAlice", notes=[LEARNED])
    assert text == ("Dear Rosa,\n\nAlice" if mailed is None else f"Dear Rosa,\n\n{mailed}\n\nAlice")


@pytest.mark.parametrize(
    ("line", "mailed"),
    [
        ("My next step is \t [ \t say what you will do next \t ] \t , I hope.", ""),
        ("My next step is   say what you will do next ]  I hope", "My next step is I hope"),
        ("Yes. \t [\tsay what you will do next   say what you will do next ]  .", "Yes. \t."),
        ("[[say what you will do next]] Yes.", "[] Yes."),
        ("a   [  say what you will do next  ]   b", "a b"),
        ("   [  Write it as you would say it to them  ]   you coach", " you coach"),
        (
            "What stayed with me most is this:   you coach   [ Write it as you would say it to them",
            "What stayed with me most is this: you coach",
        ),
    ],
)
def test_odd_spaces_and_brackets_hide_no_words(line: str, mailed: str) -> None:
    assert to_mail(line, notes=[LEARNED])[0] == mailed


@pytest.mark.parametrize(
    "line",
    ["{}", "a{}[say what you will do next]", "My next step is{}", "[say what you will do next{}x", f"{STEP[:-1]}{{}}x"],
)
def test_the_longest_line_takes_the_time_of_its_length(line: str) -> None:
    long = line.format(" \t" * 10_000)
    takes_at_most(60, lambda: to_mail(long, notes=[LEARNED]))  # the square of its length takes 240 or more


def test_what_waits_is_named_as_it_stands() -> None:
    marked = NOTE.removeprefix("What stayed with me most is this: ")
    body = (
        f"Dear Rosa,\n\n {NOTE}\n\n{STEP}\nMy next step is to call [say what you will do next]\nI will call. {marked}"
    )
    assert to_mail(body, notes=[LEARNED])[1] == [NOTE, STEP, marked]


@pytest.mark.parametrize(
    "learned", ["he became a coach", "one\n\ntwo\nthree", "with [brackets] and ] more", "long words " * 900]
)
def test_no_note_to_oneself_goes_into_a_letter_as_it_is(alice: Student, learned: str) -> None:
    interview: Interview = make_held(
        alice, contact=make_contact(student=alice, full_name="Rosa Delgado"), learned=learned
    )
    draft = first_draft(interview, noted(interview))
    assert " ".join(learned.split())[:40] in draft
    assert len(draft) < 2_000
    text, left_out = to_mail(draft, notes=[learned])
    assert text == "Dear Rosa,\n\nThank you for talking with me.\n\nWarm regards,\nAlice Okafor"
    assert len(left_out) == 2


def test_without_notes_nothing_is_marked(alice: Student) -> None:
    interview = make_held(alice, learned=" ")
    draft = first_draft(interview, noted(interview))
    text, left_out = to_mail(draft, notes=[])
    assert "What stayed with me most is what you said about your work." in text
    assert left_out == [STEP]


def test_a_note_that_they_chose_goes_as_it_stands_where_it_was_marked(alice: Student) -> None:
    interview = make_held(alice, learned="Rivers\nmove.")
    body = with_note(first_draft(interview, noted(interview)), "Rivers\nmove.")
    text, left_out = to_mail(body, notes=["Rivers\nmove."])
    assert "What stayed with me most is this: Rivers\nmove.\n\nWarm regards," in text
    assert left_out == [STEP]


def test_a_note_stands_before_the_next_step() -> None:
    body = with_note(f"Dear Rosa,\n\n{STEP}\n\nWarm regards,\nAlice\n", "Rivers move.")
    assert body == f"Dear Rosa,\n\nRivers move.\n\n{STEP}\n\nWarm regards,\nAlice"


def test_a_note_that_they_chose_goes_as_it_stands_and_ours_still_waits() -> None:
    body = with_note(f"Dear Rosa,\n\n{NOTE}\n\nWarm regards,\nAlice\n", "Meetings, mostly.")
    assert body == f"Dear Rosa,\n\n{NOTE}\n\nMeetings, mostly.\n\nWarm regards,\nAlice"
    text, left_out = to_mail(body, notes=[LEARNED, "Meetings, mostly."])
    assert (text, left_out) == ("Dear Rosa,\n\nMeetings, mostly.\n\nWarm regards,\nAlice", [NOTE])


@pytest.mark.parametrize(
    ("body", "filled"), [("", "Rivers move."), ("Dear Rosa,", "Dear Rosa,\n\nRivers move."), ("\n\n", "Rivers move.")]
)
def test_without_our_closing_a_note_goes_to_the_end(body: str, filled: str) -> None:
    assert with_note(body, "Rivers move.") == filled


def test_whichever_note_it_opened_with_waits_also_after_another_one_became_the_most_valuable() -> None:
    assert to_mail(f"{NOTE}\n", notes=["Maps are arguments.", LEARNED]) == ("", [NOTE])
