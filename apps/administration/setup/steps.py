"""The steps of setting up, in their order, each with how it stands and one thing to do."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import cast

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.urls import reverse

from apps.accounts.models import Role, User
from apps.accounts.requests import SignedInRequest
from apps.administration.models import Invitation
from apps.administration.test_mail.standing import Standing, Verdict, standing_of
from apps.campus.models import Campus
from apps.campus.zones import called
from apps.cohorts.models import Cohort, Membership, Term
from apps.core.templatetags.dates import day
from apps.volunteers.models import Volunteer

# The pages that do a step, by what they do.
PAGES = {
    "colleague": "administration:new_person",
    "cohort": "administration:new_cohort",
    "cohorts": "dashboards:cohorts",
    "roster": "administration:imports",
    "invitations": "administration:invitations",
    "volunteer": "administration:new_volunteer",
    "volunteers": "administration:volunteers",
}


class At(StrEnum):
    """How a step stands. Of all that are open the first is `NOW`."""

    DONE = "done"
    FIX = "fix"
    NOW = "now"
    WAIT = "wait"


@dataclass
class Step:
    """`chip` is how it stands in words, `action` what the link to `url` says."""

    title: str
    at: At
    text: str
    action: str
    url: str
    chip: str = ""
    verdicts: list[Verdict] = field(default_factory=list)


@dataclass
class SettingUp:
    steps: list[Step]
    is_put_away: bool
    has_cohort: bool

    @property
    def done(self) -> int:
        """A step with something to fix is not done."""
        return sum(step.at == At.DONE for step in self.steps)

    @property
    def is_shown(self) -> bool:
        """Whether it is still to stand on home."""
        return not self.is_put_away and self.done < len(self.steps)


def steps(request: SignedInRequest) -> SettingUp:
    """At most three queries besides those for the campus and the person."""
    campus, zone = request.campus, request.campus.zone
    known = _known(request.user)
    today = request.now.astimezone(zone).date()
    term = Term.objects.filter(ends_on__gte=today).order_by("starts_on", "pk").first()
    standing = standing_of(campus, as_of=request.now)
    listed = [
        _administrator(request.user, known),
        _campus(campus),
        _mail(campus, standing),
        _term(term, today),
        _cohort(known),
        _roster(known),
        _volunteers(known),
    ]
    # The roster has no place to go before there is a cohort, and volunteers may come any time.
    for step in listed:
        if step.at == At.WAIT and not step.chip:
            step.at, step.chip = At.NOW, "Next"
            break
    for step in listed:
        step.chip = step.chip or {At.DONE: "Done", At.FIX: "One thing to fix"}.get(step.at, "Later")
    return SettingUp(listed, is_put_away=campus.set_up_at is not None, has_cohort=known["has_cohort"])


def _known(user: User) -> dict[str, bool]:
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=OuterRef("pk"))
    [known] = User.objects.filter(pk=user.pk).values(
        has_factor=Exists(factor),
        has_colleague=Exists(others),
        has_cohort=Exists(Cohort.objects.filter(archived_at=None)),
        has_students=Exists(Membership.objects.all()),
        has_invited=Exists(Invitation.objects.exclude(cohort=None)),
        has_arrivals=Exists(User.objects.filter(role=Role.STUDENT).exclude(last_login=None)),
        has_volunteers=Exists(Volunteer.objects.all()),
    )
    return cast(dict[str, bool], known)


def _administrator(user: User, known: dict[str, bool]) -> Step:
    factor = ", with a second factor" if known["has_factor"] else ", without a second factor yet"
    two = "" if known["has_colleague"] else " A second one can help if you can’t sign in."
    return Step(
        "Administrator",
        At.DONE,
        f"{user.display_name}{factor}.{two}",
        "Invite a colleague",
        reverse(PAGES["colleague"]),
    )


def _campus(campus: Campus) -> Step:
    url = reverse("administration:campus")
    if campus.name == Campus._meta.get_field("name").default:
        text = "Its name, its time zone, and, if you like, its color and its logo."
        return Step("Campus", At.WAIT, text, "Name the campus", url)
    own = [name for name, value in (("logo", campus.logo_digest), ("color", campus.accent)) if value]
    look = f", with your {' and '.join(own)}" if own else ""
    return Step("Campus", At.DONE, f"{campus.name}, {called(campus.time_zone)} time{look}.", "Change the campus", url)


def _mail(campus: Campus, standing: Standing) -> Step:
    url = reverse("administration:test_mail")
    sender = f"From {campus.sender}."
    if campus.test_mail_sent_at is None:
        return Step("Sender and test mail", At.WAIT, f"{sender} Check that mail arrives.", "Send a test mail", url)
    step = Step("Sender and test mail", At.DONE, sender, "Look at the test mail", url, verdicts=standing.verdicts)
    if standing.faults:
        step.at, step.text = At.FIX, f"{sender} You can go on while it is fixed."
        step.chip = "One thing to fix" if standing.faults == 1 else f"{standing.faults} things to fix"
    elif campus.test_mail_arrived_at is None:
        step.at, step.chip = At.WAIT, "Did it arrive?"
    return step


def _term(term: Term | None, today: date) -> Step:
    if term is None:
        text = "Such as Fall 2026. Volunteers’ spots and reports are counted by the term."
        return Step("Term", At.WAIT, text, "Add a term", reverse("administration:new_term"))
    days = f"{term.name}, from {day(term.starts_on, today)}, to {day(term.ends_on, today)}."
    return Step("Term", At.DONE, days, "Change the term", reverse("administration:term", args=[term.pk]))


def _cohort(known: dict[str, bool]) -> Step:
    if known["has_cohort"]:
        return Step("Cohort", At.DONE, "There is a cohort.", "See the cohorts", reverse(PAGES["cohorts"]))
    text = (
        "A cohort is a group of students in a term, with advisers and a goal. Three conversations each is a good "
        "start. Give it a name and a due date; the rest can wait."
    )
    return Step("Cohort", At.WAIT, text, "Create a cohort", reverse(PAGES["cohort"]))


def _roster(known: dict[str, bool]) -> Step:
    url = reverse(PAGES["roster"])
    if known["has_students"] and not known["has_invited"] and not known["has_arrivals"]:
        text = "Students are in a cohort, and none of them is invited yet."
        return Step("Roster", At.DONE, text, "Send invitations", reverse(PAGES["invitations"]))
    if known["has_students"]:
        return Step("Roster", At.DONE, "Students are in a cohort.", "Add more students", url)
    text = "A CSV or Excel file from your student system. You see what each row would do before anything is saved."
    chip = "" if known["has_cohort"] else "After the cohort"
    return Step("Roster", At.WAIT, text, "Try a file", url, chip=chip)


def _volunteers(known: dict[str, bool]) -> Step:
    if known["has_volunteers"]:
        url = reverse(PAGES["volunteers"])
        return Step("Volunteers", At.DONE, "Alumni agreed to be asked.", "See the volunteers", url)
    text = "Alumni who agreed to be asked. Students can start without them, with people they know."
    return Step("Volunteers", At.WAIT, text, "Add volunteers", reverse(PAGES["volunteer"]), chip="Can wait")
