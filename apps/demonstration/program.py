"""The campus itself, its term, and four cohorts in different states of progress.

Terms, cohorts and who is in them are made by the models' own creation, as the administration's forms make them.
"""

from dataclasses import dataclass
from datetime import date

from apps.campus.models import Campus, FieldOfInterest
from apps.cohorts.models import Cohort, RequiredStep, Term
from apps.contacts.models import Source
from apps.demonstration.moments import Moments
from apps.demonstration.people import Staff
from apps.demonstration.texts import QUESTIONS
from apps.demonstration.work import FIELDS
from apps.guidance.content.entries import Place
from apps.guidance.content.shipped import shipped
from apps.guidance.models import PlaceToLook, ReflectionQuestion
from apps.students.models import Student

COHORT_SIZE = 25
COACHED = 3  # students of the coach
ZONE = "America/New_York"


@dataclass(frozen=True)
class Plan:
    """A cohort: its days from today, what counts in it, and how far its students are.

    `lives` says how many students have which interviews, one letter for each; `lives.py` has the letters. The four
    have 400 interviews together, four for each student.
    """

    name: str
    starts: int
    due: int
    goal: int
    required_step: RequiredStep
    lives: tuple[tuple[str, int], ...]


# The demonstration student is the first of the first cohort and has a life of their own; so 24 students here.
ON_PACE = Plan(
    "First-Year Pathways",
    starts=-44,
    due=40,
    goal=3,
    required_step=RequiredStep.HELD,
    lives=(
        ("RRTSI", 4),
        ("RtaI", 1),
        ("RTAI", 4),
        ("RhSII", 1),
        ("RHsI", 2),
        ("RRRSI", 2),
        ("RDWII", 3),
        ("TNAII", 2),
        ("RCII", 2),
        ("WWII", 1),
        ("lI", 1),
        ("", 1),
    ),
)
NEARLY_DONE = Plan(
    "First-Generation Scholars",
    starts=-79,
    due=9,
    goal=3,
    required_step=RequiredStep.THANKED,
    lives=(
        ("RRRTNI", 6),
        ("RRRI", 6),
        ("RRTSI", 5),
        ("RTDSI", 3),
        ("RRHX", 1),
        ("RRhX", 1),
        ("RRRRS", 2),
        ("RNNA", 1),
    ),
)
BEHIND = Plan(
    "Transfer Bridge",
    starts=-58,
    due=16,
    goal=4,
    required_step=RequiredStep.REFLECTED,
    lives=(
        ("RTTAI", 3),
        ("THII", 4),
        ("RNWI", 3),
        ("HHII", 2),
        ("WNII", 4),
        ("AYI", 2),
        ("RLI", 2),
        ("III", 2),
        ("", 3),
    ),
)
JUST_BEGUN = Plan(
    "Health Careers Circle",
    starts=-8,
    due=82,
    goal=3,
    required_step=RequiredStep.HELD,
    lives=(
        ("TAII", 2),
        ("HSII", 2),
        ("sAI", 1),
        ("SAII", 2),
        ("AaII", 5),
        ("AIII", 6),
        ("IIII", 3),
        ("DII", 1),
        ("", 3),
    ),
)
PLANS = (ON_PACE, NEARLY_DONE, BEHIND, JUST_BEGUN)

# The middle of the term before this one, half a year ago: another season. And what a few students did in it.
LAST_TERM = 180
NEXT_TERM = 160  # days to its middle: no season is as long as that
LAST_TERMS_LIVES = ("RRD", "TN", "RRN", "RD", "TRN", "RR", "TD", "RRD", "RTN", "R")


def set_up_campus() -> Campus:
    """Name, zone and content of the campus; fields of interest and reflection questions where there are none yet."""
    campus = Campus.objects.current()
    campus.name, campus.center_name, campus.time_zone = "Fairhaven State", "Fairhaven Career Center", ZONE
    campus.postal_address = "12 College Walk, Fairhaven"
    campus.sender_name, campus.help_email = "Fairhaven Career Center", "help@demo.example"
    campus.sends_outreach = True
    campus.save()
    FieldOfInterest.objects.bulk_create([FieldOfInterest(name=field.name) for field in FIELDS], ignore_conflicts=True)
    if not ReflectionQuestion.objects.exists():
        ReflectionQuestion.objects.bulk_create(
            ReflectionQuestion(text=text, position=position) for position, text in enumerate(QUESTIONS, start=1)
        )
    _write_content()
    return campus


def _write_content() -> None:
    """One shipped text that the program changed, and one place of its own."""
    network = shipped(Place)["alumni-network"]
    PlaceToLook.objects.get_or_create(
        key=network.key,
        defaults={
            "label": "Fairhaven Connect",
            "text": "Sign in with your campus account, filter by major, and read three profiles.",
            "url": "https://connect.fairhaven.example/",
            "icon": network.icon,
            "rungs": list(network.rungs),
        },
    )
    PlaceToLook.objects.get_or_create(
        label="The Wednesday table",
        text="Alumni have lunch in the union every Wednesday. Sit down with them and ask what they do.",
        defaults={"icon": "users", "rungs": [Source.ALUMNI, Source.CHANCE]},
    )


def make_term(moments: Moments) -> Term:
    """The term that is running today, named after the season."""
    term, _ = Term.objects.get_or_create(
        name=_season(moments.today),
        defaults={"starts_on": moments.day(-86), "ends_on": moments.day(96)},
    )
    return term


def make_last_term(moments: Moments) -> Term:
    """The one before: what was asked in it is what the primer tells of."""
    term, _ = Term.objects.get_or_create(
        name=_season(moments.day(-LAST_TERM)),
        defaults={"starts_on": moments.day(-LAST_TERM - 50), "ends_on": moments.day(-LAST_TERM + 50)},
    )
    return term


def make_next_term(moments: Moments) -> Term:
    """The one after, which has no cohort yet."""
    term, _ = Term.objects.get_or_create(
        name=_season(moments.day(NEXT_TERM)),
        defaults={"starts_on": moments.day(NEXT_TERM - 50), "ends_on": moments.day(NEXT_TERM + 50)},
    )
    return term


def make_cohorts(term: Term, moments: Moments) -> list[Cohort]:
    """The four cohorts, in the order of PLANS."""
    return [
        Cohort.objects.create(
            term=term,
            name=plan.name,
            goal=plan.goal,
            starts_on=moments.day(plan.starts),
            due_on=moments.day(plan.due),
            required_step=plan.required_step,
            created_at=moments.at(moments.weekday(plan.starts - 10), 10),
        )
        for plan in PLANS
    ]


def fill_cohorts(cohorts: list[Cohort], students: list[Student], staff: Staff) -> None:
    """Twenty-five students each. The adviser who signs in looks after three of the four, and not the last; the coach
    accompanies three students of the first, the demonstration student among them.
    """
    for number, cohort in enumerate(cohorts):
        cohort.students.add(*students[number * COHORT_SIZE : (number + 1) * COHORT_SIZE])
        cohort.memberships.update(joined_at=cohort.created_at)
    first, second, third, fourth = cohorts
    for cohort in (first, second, third):
        cohort.advisers.add(staff.adviser)
    second.advisers.add(staff.others[0])
    fourth.advisers.add(staff.others[1])
    first.memberships.filter(student__in=students[:COACHED]).update(coach=staff.coach)


def _season(day: date) -> str:
    season = "Spring" if day.month <= 5 else "Summer" if day.month <= 7 else "Fall"
    return f"{season} {day.year}"
