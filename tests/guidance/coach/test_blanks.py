"""What a template left open, by its shape."""

from apps.guidance.coach.blanks import blanks

FOUND = [
    "Dear [Name],",
    "Hi {first_name}",
    "I am a ____ major",
    "<your name here>",
    "at INSERT PLACE",
    "for XX minutes",
    "%FIRSTNAME%",
    "I study at YOUR SCHOOL",
    "class of 20XX",
    "Would [20/30] minutes work",
    "Dear {Mr/Ms} Lopez",
    "(your name)",
    "I met you at (event)",
    "Dear NAME,",
    "I admire your work at COMPANY",
    "[why Kenji]",
    "before [a date]",
    "Hi ${name}",
    "Dear Ms. XXXX",
    "Dear Professor ______",
    "Insert name here",
    "Hello «FirstName»",
    "Dear Mr./Ms. Lopez",
    "Dear ...,",
    "at {{ company }}",
    "Dear (name),",
    "I met you at [event/place]",
    "Best, [Your Name]",
    "my GPA is X.XX",
    "in the fall of 20__",
    "Hi <FirstName>",
    "I'm interested in <<field>>",
    "as a _______ at your firm",
    "Dear [Mr./Ms. Last Name]",
    "on [DATE] at [TIME]",
    "Dear FIRSTNAME",
    "[insert reason here]",
    "the XYZ team",
    "Dear Prof. XX,",
]


NOT_FOUND = [
    "Best, Magda [she/her]",
    "I sat (third row)",
    "Love, Keke xx",
    "XL shirts",
    "The XX chromosome",
    "my_file_name.pdf",
    "<3",
    "write to me <a@b.com>",
    "(they/them)",
    "Super Bowl XX",
    "I love NASA and the USA",
    "My major is CS (computer science)",
    "[they/them/theirs]",
    "TIME magazine",
    "see [1]",
    "I scored 20/30",
    "So... I wonder",
    "SO EXCITED!!",
    "my email: ana_b@x.edu",
    "Sam (he/him), class of 2027",
    "P.S. I can wait",
    "I'm a student (junior)",
    "[he/him]",
    "I love R&B :]",
    "(555) 123-4567",
    "a 3.9 GPA",
    "AI and UX design",
    "the MCAT",
    "Ben {he}",
    "it is 5 < 6",
    "I'd love that!!! <3 <3",
    "[smiling]",
    "IBM and UPS",
    "a_b_c@mail.com",
    "P.S. (I'm left-handed)",
]


def test_each_is_left_to_fill_in() -> None:
    assert [text for text in FOUND if not blanks(text)] == []


def test_each_is_meant_as_it_stands() -> None:
    assert [text for text in NOT_FOUND if blanks(text)] == []
