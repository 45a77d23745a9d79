"""Job titles to begin with, for whoever cannot say yet what kind of work they want."""

from dataclasses import dataclass

from apps.guidance import program
from apps.guidance.content.entries import Field
from apps.students.models import Student


@dataclass(frozen=True)
class Suggestion:
    """The titles of one field. `why` says what leads to it, as a sentence."""

    field: str
    titles: tuple[str, ...]
    why: str


def suggestions(student: Student) -> list[Suggestion]:
    """The field that the major fits best, otherwise the first field of interest that the content knows; then one beside
    it that the student did not choose. Empty where neither is known.
    """
    fields = program.fields()
    chosen = [interest.name for interest in student.interests.all()]
    field, why = _of_major(student.major), f"For your major: {student.major}"
    if field is None:
        field = next((one for name in chosen for one in fields if one.is_called(name)), None)
        why = "A field you’re curious about"
    if field is None:
        return []
    found = [Suggestion(field.name, field.titles, why)]
    for neighbor in field.neighbors:
        beside = next((one for one in fields if one.is_called(neighbor.name)), None)
        if beside and not any(beside.is_called(name) for name in chosen):
            found.append(Suggestion(beside.name, beside.titles, _sentence(neighbor.why)))
            break
    return found


def _of_major(major: str) -> Field | None:
    return next(iter(program.fields_for_major(major)), None)


def _sentence(why: str) -> str:
    return why[:1].upper() + why[1:]
