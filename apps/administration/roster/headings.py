"""The headings of rosters, and what each is read as."""

import re
from enum import StrEnum

from apps.core.folding import fold


class Field(StrEnum):
    NUMBER = "student_number"
    LAST_FIRST = "name_last_first"
    FIRST_LAST = "name_first_last"
    LAST = "last_name"
    FIRST = "first_name"
    MIDDLE = "middle_name"
    SUFFIX = "suffix"
    PREFERRED = "preferred_name"
    EMAIL = "email"
    COHORT = "cohort"
    STATUS = "status"
    MAJOR = "major"
    YEAR = "year"
    GRADUATES = "graduates_on"


LABELS: dict[str, str] = {
    Field.NUMBER: "Student number",
    Field.LAST_FIRST: "Name, last name first",
    Field.FIRST_LAST: "Name, first name first",
    Field.LAST: "Last name",
    Field.FIRST: "First name",
    Field.MIDDLE: "Middle name",
    Field.SUFFIX: "Suffix of the name",
    Field.PREFERRED: "Preferred name",
    Field.EMAIL: "Email",
    Field.COHORT: "Cohort",
    Field.STATUS: "Status",
    Field.MAJOR: "Major",
    Field.YEAR: "Year of study",
    Field.GRADUATES: "Graduation date",
}
WHOLE_NAME = "name"  # a heading of the whole name, whose order the cells tell
PERSONAL_EMAIL = "personal email"

# Headings, folded, the surest first. Where several columns of a file have one, the surest is read.
_HEADINGS: dict[str, str] = {
    Field.NUMBER: """
        student number|student id|student id number|student id no|studentid|student no|student|campus id
        university id|id no|college id|sis user id|sis id|banner id|emplid|empl id|employee id emplid|school id
        id number|record id|student sis id|person id|uid|spriden id|cwid|gid|ref id|user id|student identifier|sid
        org defined id|id num|employee id|id|stu
    """,
    Field.LAST: "last name|surname|family name|lastname|legal last name|last|student last name|primary last name"
    "|lname|l name",
    Field.FIRST: """
        first name|given name|firstname|legal first name|given names|first|student first name|first names
        primary first name|forename|fname|f name|first initial
    """,
    Field.MIDDLE: "middle name|middle initial|middle|mi|middle names|legal middle name|middlename",
    Field.SUFFIX: "suffix|name suffix|generation",
    Field.PREFERRED: """
        preferred name|preferred first name|chosen name|chosen first name|preferred|nickname|goes by|known as
        name used|lived name|name in use|preferred given name|call me|affirmed name|pref name|pref first name
        preferred first|nick name
    """,
    WHOLE_NAME: """
        student name|full name|name|learner name|legal name|name last first|last name first name|last first
        name first last|first and last name|first last|student full name|your name|display name|student s name
        participant
    """,
    Field.EMAIL: """
        campus email|university email|school email|college email|student email|institutional email
        email institutional|edu email|email address institutional|institutional email address
        campus email address|student email address|university email address|school email address|email address
        email|e mail|e mail address|mail|primary email|preferred email|sis login id|login id|username|user name
        login|work email|student e mail
    """,
    PERSONAL_EMAIL: """
        personal email|home email|other email|private email|alternate email|personal email address
        secondary email|email personal|alternative email|non campus email|home email address
    """,
    Field.COHORT: """
        cohort|cohort name|program cohort|group|section|section name|class section|course section|sections|groups
    """,
    Field.STATUS: """
        status|enrollment status|registration status|reg status|student status|enrl status
        course status|participation status|program status|prog status|academic status|acad status|enrollment
        registration|status code|status description|current status|cohort status|membership status|stc status|rsts
        active|enrolled|registered|is active|role|roles|course role|state
    """,
    Field.MAJOR: """
        major|majors|program plan|program and plan|program|plan|primary major|academic program|academic plan
        degree program|program of study|primary program of study|primary program|field of study|major 1
        curriculum|acad plan|prog plan
    """,
    Field.YEAR: """
        class standing|class level|year of study|class year|academic level|student level|classification|standing
        year in school|year|level|school year|acad level|student classification|grade level|class
        academic standing year
    """,
    Field.GRADUATES: """
        graduation date|exp grad|expected graduation|expected graduation date|expected grad|grad date
        anticipated graduation|anticipated graduation date|exp grad date|exp grad term|expected grad term
        expected completion date|graduation term|graduation|grad term|expected graduation term|completion date
        expected grad date|graduation year|expected graduation year|grad year|degree date|projected graduation
    """,
}
# Where the heading has one of these, the column is about somebody else, or nothing that anybody asked for.
ABOUT_OTHERS = re.compile(
    r"\b(parent|guardian|mother|father|spouse|emergency|advis[eo]rs?|instructor|counsel?or|teacher|faculty|coach|ssn"
    r"|social security|birth|dob|gpa|phone|mobile|address line|street|city|zip|hold|notes?|comments?|gender|sex"
    r"|race|ethnicity|pell|visa|citizenship|password|pin)\b"
)
ADVISER = re.compile(r"\b(advis[eo]rs?|counsel?ors?|coach)\b")
# Where no heading is known: words that say enough.
GUESSED: list[tuple[str, str]] = [
    (Field.PREFERRED, r"\b(preferred|chosen|nick)\b.*\bname\b"),
    (Field.LAST, r"\b(last|family|sur) ?name\b"),
    (Field.FIRST, r"\b(first|given) ?names?\b"),
    (PERSONAL_EMAIL, r"\b(personal|home|private|alternate)\b.*\be ?mail\b"),
    (Field.EMAIL, r"\b(e ?)?mail\b|\bcorreo\b"),
    (
        Field.NUMBER,
        r"\bstudent\b.*\b(id|number|no)\b"
        r"|^(?!.*\b(slate|contact|account|class|course|section)\b)"
        r".*\b(campus|univ(ersity)?|universal|college|banner|person|reference|external|institution(al)?)\b.*\bid\b",
    ),
    (
        Field.GRADUATES,
        r"\bgrad(uat\w+)?\b.*\b(date|dte?|term|trm|year|yr|semester)\b|\b(expected|anticipated)\b.*\bgrad"
        r"|\bterm\b.*\bgrad\b|\bcompl(etion)? (date|term)\b",
    ),
    (Field.NUMBER, r"^[a-z] (id|number|num|no)$"),
    (
        Field.STATUS,
        r"\b(enrol\w*|enrl|reg\w*|student|prog(ram)?|acad\w*|cohort|participation|member\w*|roster|class|section)\b"
        r".*\bstat(us)?\b(?!.*\b(date|dt|reason|term)\b)",
    ),
    (Field.COHORT, r"\bcohort\b(?!.*\b(year|date|type|term|size)\b)"),
    (Field.MAJOR, r"\bmajor\b"),
    (Field.YEAR, r"\bclass (standing|level|year)\b"),
    (WHOLE_NAME, r"\b(full|student|your|complete)\b.*\bname\b|^name( last| first| middle| mi| initial| suffix)+$"),
]
# Read only where most cells below have a status that is known, and no state of an address and no day.
MAY_BE_STATUS = {"state", "active", "enrolled", "registered", "is active", "role", "roles", "course role"}
# What systems write around the name of a column: "Person Email", "STVMAJR_DESC", "SFRSTCR_RSTS_CODE".
_AROUND = (
    r"^(?:(?:person|student|stu|stdnt|stud|learner|recipient|participant|primary|current"
    r"|spriden|spbpers|goremal|sgbstdn|sfrstcr|stv[a-z]{4}) )+"
    r"|(?: (?:desc|descr|description|codes?|cde|required|optional|cont|text))+$"
)
STRIPPED = 50  # the rank of a heading that is known without what stands around it
# Read only where addresses stand below.
LOGINS = {"username", "user name", "login", "login id", "sis login id", "user id"}


def _listed(words: str) -> list[str]:
    return [heading for line in words.split("\n") for part in line.split("|") if (heading := part.strip())]


RANKS: dict[str, tuple[str, int]] = {
    heading: (field, rank) for field, words in _HEADINGS.items() for rank, heading in enumerate(_listed(words))
}


def spaced(heading: str) -> str:
    """In words, to compare: no case, accents, line breaks or marks. "E-Mail\\naddress:" is "e mail address", and
    "givenName" "given name".
    """
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})", " ", heading)
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(heading)).split())


def rank_of(words: str) -> tuple[str, int] | None:
    """The field of a heading that is known, as `spaced` has it, and how sure it is."""
    words = re.sub(r"^\d{1,2} ", "", words)  # "1. Student ID"
    if words in RANKS:
        return RANKS[words]
    field, rank = RANKS.get(re.sub(_AROUND, "", words), ("", 0))
    return (field, STRIPPED + rank) if field else None


def is_known(heading: str) -> bool:
    """Whether someone may have meant this cell as the heading of a column."""
    words = spaced(heading)
    if rank_of(words):
        return True
    return len(words) < 60 and any(re.search(one, words) for _, one in GUESSED)
