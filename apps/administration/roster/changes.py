"""What a roster would change in the record of a student. A blank cell changes nothing, and a name that lost letters
replaces none.
"""

from datetime import date

from apps.administration.imports.checked import Change
from apps.administration.roster.known import Person
from apps.administration.roster.lines import Line, first_of
from apps.administration.roster.names import looks_the_same
from apps.core.templatetags.dates import short_day


def changes_of(person: Person, lines: list[Line], *, takes_addresses: bool) -> list[Change]:
    """`lines` are the person's: of each column the first with anything in it counts. `takes_addresses` where a changed
    address is taken unless somebody says otherwise.
    """
    line = lines[0]
    number, email = first_of(lines, "number"), first_of(lines, "email")
    found = [*_names(person, line)]
    if number and not person.number:
        found.append(Change("student_number", "Student number", "", number))
    if email and email != person.email:
        found.append(Change("email", "Email", person.email, email, chosen=takes_addresses))
    for key, label, before in (("major", "Major", person.major), ("year", "Year of study", person.year)):
        after = first_of(lines, key)
        if after and after != before:
            found.append(Change(key, label, before, after))
    graduates_on = first_of(lines, "graduates_on")
    if graduates_on and date.fromisoformat(graduates_on) != person.graduates_on:
        before = short_day(person.graduates_on) if person.graduates_on else ""
        found.append(Change("graduates_on", "Graduation date", before, short_day(date.fromisoformat(graduates_on))))
    return found


def _names(person: Person, line: Line) -> list[Change]:
    found = []
    if line.full_name and not line.is_damaged:
        if not looks_the_same(person.full_name, line.full_name):
            found.append(Change("full_name", "Name", person.full_name, line.full_name))
        # Where only capitals differ, the name stands as it is, and so does its last part.
        kept = person.full_name != line.full_name and looks_the_same(person.full_name, line.full_name)
        if not kept and line.last_name != person.last_name and (line.last_name or found):
            found.append(Change("last_name", "Last name", person.last_name, line.last_name))
    before, after = person.preferred_name, line.preferred_name
    if after and after != before and not (before and line.is_suggested):
        # What they are called now may be their own choice, made here.
        found.append(Change("preferred_name", "Preferred name", before, after, chosen=not before))
    return found
