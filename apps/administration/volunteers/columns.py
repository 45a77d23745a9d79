"""What the columns of a list of volunteers are read as."""

import re
from collections.abc import Mapping
from enum import StrEnum

from apps.administration.imports.checked import Column, How
from apps.administration.models import Import, RememberedColumn
from apps.core.tables.book import Row, Sheet, folded

_EXAMPLES = 3


class Reads(StrEnum):
    FIRST = "first_name"
    LAST = "last_name"
    NAME = "full_name"
    EMAIL = "email"
    WILLING = "willing"
    OPTED_OUT = "opted_out"
    CLASS_YEAR = "class_year"
    ROLE = "role"
    ORGANIZATION = "organization"
    FIELDS = "fields"
    TOPICS = "topics"
    CITY = "city"
    STATE = "state"
    TIME_ZONE = "time_zone"
    FORMATS = "formats"
    CAPACITY = "capacity"
    LINK = "profile_link"
    SHARES_HOURS = "shares_hours"


LABELS: dict[str, str] = {
    Reads.FIRST: "First name",
    Reads.LAST: "Last name",
    Reads.NAME: "Whole name",
    Reads.EMAIL: "Email",
    Reads.WILLING: "Willing to be asked",
    Reads.OPTED_OUT: "Does not want to be asked",
    Reads.CLASS_YEAR: "Class year",
    Reads.ROLE: "What they do",
    Reads.ORGANIZATION: "Organization",
    Reads.FIELDS: "Fields",
    Reads.TOPICS: "Happy to be asked about",
    Reads.CITY: "City",
    Reads.STATE: "State",
    Reads.TIME_ZONE: "Time zone",
    Reads.FORMATS: "Ways to talk",
    Reads.CAPACITY: "Requests each term",
    Reads.LINK: "Profile link",
    Reads.SHARES_HOURS: "Hours may go to the alumni office",
}
# Headings, folded.
_KNOWN = {
    heading: field
    for field, headings in {
        Reads.FIRST: "first firstname givenname fname preferredfirstname",
        Reads.LAST: "last lastname surname familyname lname",
        Reads.NAME: "name fullname alumname alumniname volunteer volunteername displayname",
        Reads.EMAIL: "email emailaddress mail preferredemail primaryemail contactemail alumniemail",
        Reads.WILLING: "willing willingtobeasked willingtohelp agreed consent optin optedin maywecontactyou",
        Reads.OPTED_OUT: "donotcontact donotemail donotsolicit dnc optout optedout emailoptout nocontact noemail",
        Reads.CLASS_YEAR: "classyear class year gradyear graduationyear yearofgraduation degreeyear classof",
        Reads.ROLE: "jobtitle title position role occupation job whattheydo currenttitle currentposition",
        Reads.ORGANIZATION: "employer organization organisation company workplace currentemployer firm",
        Reads.FIELDS: "field fields fieldofinterest fieldsofinterest industry careerfield sector careerarea",
        Reads.TOPICS: "topics topic happytobeaskedabout happytotalkabout canspeakabout expertise askmeabout",
        Reads.CITY: "city town location",
        Reads.STATE: "state stateprovince province",
        Reads.TIME_ZONE: "timezone tz zone",
        Reads.FORMATS: "formats format waystotalk howtotalk preferredformat meetingformat",
        Reads.CAPACITY: "maxperterm requestseachterm requestsperterm max capacity maxrequests limit limitperterm",
        Reads.LINK: "profilelink linkedin linkedinurl linkedinprofile profile profileurl",
        Reads.SHARES_HOURS: "sharehours shareshours hoursmaygotothealumnioffice hourstoalumnioffice",
    }.items()
    for heading in headings.split()
}
# About somebody else: never guessed.
_ABOUT_OTHERS = re.compile("spouse|partner|assistant|parent|emergency|supervisor|manager|advis[eo]r")
# Where no heading is known: what it has in it, the surer first.
_GUESSED = [
    (re.compile("donot(contact|e?mail|ask)|optedout|optout"), Reads.OPTED_OUT),
    (re.compile("e?mail"), Reads.EMAIL),
    (re.compile("^(alum\\w*)?first.*name"), Reads.FIRST),
    (re.compile("^(alum\\w*)?last.*name"), Reads.LAST),
    (re.compile("willing|okto(ask|contact)"), Reads.WILLING),
    (re.compile("timezone"), Reads.TIME_ZONE),
    (re.compile("classyear|gradyear|classof"), Reads.CLASS_YEAR),
    (re.compile("per(term|semester|quarter)"), Reads.CAPACITY),
    (re.compile("jobtitle"), Reads.ROLE),
    (re.compile("employer|company"), Reads.ORGANIZATION),
    (re.compile("linkedin"), Reads.LINK),
    (re.compile("industr|careerfield"), Reads.FIELDS),
]


def known_headings() -> set[str]:
    remembered = RememberedColumn.objects.filter(kind=Import.Kind.VOLUNTEERS).exclude(read_as="")
    return {*_KNOWN, *remembered.values_list("heading", flat=True)}


def columns_of(sheet: Sheet, header: Row | None, chosen: Mapping[int, str]) -> list[Column]:
    """Each thing is read from one column, the first that has it. A hidden column is read only where it was chosen."""
    remembered = {one.heading: one for one in RememberedColumn.objects.filter(kind=Import.Kind.VOLUNTEERS)}
    width = len(sheet.rows[0].cells) if sheet.rows else 0
    columns = [
        _column(place, header.cells[place].text if header else "", sheet, chosen, remembered) for place in range(width)
    ]
    taken: set[str] = set()
    surest = {How.CHOSEN: 0, How.REMEMBERED: 1, How.KNOWN: 2, How.GUESSED: 3}
    for column in sorted(columns, key=lambda one: surest.get(How(one.how), 4)):
        if column.read_as in taken:
            column.read_as, column.how = "", How.NOT_ASKED_FOR
        elif column.read_as:
            taken.add(column.read_as)
    below = [row for row in sheet.rows if header is None or row.number > header.number]
    for column in columns:
        if column.read_as:
            texts = (row.cells[column.number - 1].text.strip() for row in below)
            column.examples = list(dict.fromkeys(text[:60] for text in texts if text))[:_EXAMPLES]
    return columns


def _column(
    place: int,
    heading: str,
    sheet: Sheet,
    chosen: Mapping[int, str],
    remembered: Mapping[str, RememberedColumn],
) -> Column:
    column, key = Column(place + 1, heading.strip()[:200]), folded(heading)
    if place + 1 in chosen:
        column.read_as, column.how = chosen[place + 1], How.CHOSEN
    elif place in sheet.hidden_columns or not key:
        return column
    elif key in remembered and (remembered[key].read_as or _KNOWN.get(key) != Reads.EMAIL):
        column.read_as, column.how = remembered[key].read_as, How.REMEMBERED
        column.since = remembered[key].at.isoformat()
    elif key in _KNOWN:
        column.read_as, column.how = _KNOWN[key], How.KNOWN
    elif not _ABOUT_OTHERS.search(key) and (
        guessed := next((field for pattern, field in _GUESSED if pattern.search(key)), None)
    ):
        column.read_as, column.how = guessed, How.GUESSED
    if column.read_as not in LABELS:
        column.read_as = ""
    return column
