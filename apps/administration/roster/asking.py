"""What a file leaves open. An answer holds for all rows of its question; without one they wait."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from apps.administration.imports.checked import Option, Question, Result
from apps.administration.roster.known import Known
from apps.administration.roster.lines import Line
from apps.administration.roster.remembered import NO_COHORT, OUT, key_of
from apps.administration.roster.values import Status, shape_of, with_zeros
from apps.core.folding import fold
from apps.core.tables.book import rows_named

YES, NO = "yes", "no"
_OUT = Option(OUT, "I’ll look it up", "Left out this time.")
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


class Questions:
    """Those of one file, in the order in which they came up."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.asked: dict[str, Question] = {}
        self._answers = answers

    def ask(
        self,
        line: Line,
        key: str,
        *,
        title: str,
        text: str,
        options: Iterable[Option],
        remembered: str = "",
        proposed: str = "",
        nameless: str = "",
        cohort: str = "",
    ) -> str:
        """The answer, which is one of the options. Without one, nor one that is `remembered`, the row waits."""
        question = self.asked.get(key)
        if question is None:
            question = Question(key, title, text, [*options], [], proposed=proposed, nameless=nameless, cohort=cohort)
            self.asked[key] = question
            offered, given = {option.value for option in question.options}, self._answers.get(key, "")
            question.answer = next((one for one in (given, remembered) if one in offered), "")
            question.is_remembered = bool(question.answer) and question.answer != given
        question.rows.append(line.row)
        if question.answer == OUT:
            line.end(Result.SKIPPED, f"Left out, as you answered{' last time' if question.is_remembered else ''}.")
        elif not question.answer:
            line.questions.append(key)
        return question.answer

    def say_rows(self) -> list[Question]:
        """All of them, each with its rows in words."""
        for question in self.asked.values():
            listed = rows_named(set(question.rows))
            question.rows = sorted(set(question.rows))
            question.text = f"{question.text} {listed[0].upper()}{listed[1:]}."
        return list(self.asked.values())


def ask_about_columns(lines: Iterable[Line], questions: Questions) -> None:
    """Of a file without a header."""
    for line in lines:
        if not line.result:
            questions.ask(
                line,
                "columns",
                title="Are the columns read right?",
                text="This file has no row of headings, so what each column means is guessed. Look at the columns "
                "below, and change what is wrong.",
                options=[Option(YES, "Yes, read them so"), Option(OUT, "No, leave the file", "Nothing goes in.")],
            )


def ask_about_hidden_rows(lines: Iterable[Line], questions: Questions) -> None:
    for line in lines:
        if line.is_hidden and not line.result:
            questions.ask(
                line,
                "hidden",
                title="Do the hidden rows count?",
                text="Some rows are hidden in the spreadsheet, as by a filter.",
                options=[Option(YES, "Yes, read them too"), Option(OUT, "No, leave them out")],
            )


def ask_about_status(lines: Iterable[Line], questions: Questions) -> None:
    for line in lines:
        if line.status_in_words and not line.result:
            answer = questions.ask(
                line,
                f"status:{fold(line.status_in_words)}",
                title=f"What does the status “{line.status_in_words}” mean?",
                text="Acquaint does not know this word.",
                options=[
                    Option(Status.ENROLLED, "Enrolled", "They take part."),
                    Option(Status.WITHDRAWN, "Withdrawn", "They leave the cohort. Their record is kept."),
                    _OUT,
                ],
            )
            line.status = answer if answer in set(Status) else line.status


def ask_about_numbers(lines: list[Line], known: Known, questions: Questions) -> None:
    """Whether zeros in front were lost: others have more digits, or the person is known by a number with zeros."""
    usual = _usual_digits(lines)
    for line in lines:
        shape = shape_of(line.number)
        if line.result or shape is None or line.number.casefold() in known.by_number:
            continue
        prefix, digits = shape
        owner = known.by_email.get(line.email)
        stored = shape_of(owner.number) if owner else None
        wanted = usual.get(prefix, 0)
        if (
            owner
            and stored
            and stored != shape
            and with_zeros(line.number, stored[1]).casefold() == owner.number.casefold()
        ):
            wanted = stored[1]
        elif digits < known.usual_digits and with_zeros(line.number, known.usual_digits).casefold() in known.by_number:
            wanted = known.usual_digits
        padded = with_zeros(line.number, wanted)
        if digits >= wanted:
            continue
        answer = questions.ask(
            line,
            f"short:{prefix}{digits}",
            title=f"{_digits(digits)} where others have {_word(wanted)}: was a leading zero lost?",
            text="Spreadsheets often drop a zero in front.",
            options=[
                Option(YES, "Yes, put it back", f"{line.number} becomes {padded}."),
                Option(
                    NO,
                    f"No, {_digits(digits).lower()} {'is' if digits == 1 else 'are'} right",
                    "They go in as they are.",
                ),
                Option(OUT, "I’ll look it up", "They stay out this time."),
            ],
        )
        if answer == YES:
            line.said.append(f"The number {line.number} becomes {padded}.")
            line.number = padded


def ask_about_addresses(lines: Iterable[Line], questions: Questions) -> None:
    for line in lines:
        if line.others and not line.result:
            answer = questions.ask(
                line,
                f"address:{line.row}",
                title="Which of these addresses is right?",
                text="A cell has several addresses.",
                options=[*(Option(address, address) for address in line.others), _OUT],
            )
            line.email = answer if answer in line.others else ""


def cohort_question(name: str) -> str:
    """The key of the question which cohort a file means by this name."""
    return f"cohort:{key_of(name)}"


def ask_about_cohorts(lines: Iterable[Line], known: Known, questions: Questions, *, default: int | None) -> None:
    """Finds the cohort of each line, or asks which it is."""
    for line in lines:
        if line.result:
            continue
        if not line.cohort:
            line.cohort_id = default
            continue
        found = known.cohort_named(line.cohort)
        if found:
            line.cohort_id = found.cohort_id
            continue
        text = "The running term has no cohort of this name."
        if line.is_a_date:
            text = "A spreadsheet may have made a date of the section, and the running term has no cohort of this name."
        answer = questions.ask(
            line,
            cohort_question(line.cohort),
            title=f"Which cohort is “{line.cohort}”?",
            text=text,
            options=[
                *(Option(str(one.cohort_id), one.name) for one in known.offered),
                Option(NO_COHORT, "Without a cohort", "They are added, and join none."),
                Option(OUT, "Leave these rows out"),
            ],
            remembered=known.remembered.get(key_of(line.cohort), ""),
            proposed=str(default or ""),
            cohort=line.cohort,
        )
        if answer.isdigit():
            line.cohort_id = int(answer)


def numbers_possible(lines: Collection[Line], *, usual_digits: int) -> set[str]:
    """The student numbers by which those of the file may be known, with zeros that it may have lost."""
    usual = _usual_digits(lines)
    numbers = {line.number for line in lines if line.number}
    for number in list(numbers):
        if shape := shape_of(number):
            numbers |= {with_zeros(number, usual.get(shape[0], 0)), with_zeros(number, usual_digits)}
    return numbers


def _usual_digits(lines: Iterable[Line]) -> dict[str, int]:
    """How many digits most numbers have, by what stands before the digits, where more than half have as many."""
    counted: dict[str, Counter[int]] = {}
    for line in lines:
        if shape := shape_of(line.number):
            counted.setdefault(shape[0], Counter())[shape[1]] += 1
    usual = {}
    for prefix, digits in counted.items():
        most, times = max(digits.items(), key=lambda item: (item[1], item[0]))
        if times > sum(digits.values()) / 2:
            usual[prefix] = most
    return usual


def _is_with_zeros(number: str, digits: int, stored: str) -> bool:
    return number != stored and with_zeros(number, digits).casefold() == stored.casefold()


def _digits(number: int) -> str:
    return f"{_word(number).capitalize()} {'digit' if number == 1 else 'digits'}"


def _word(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)
