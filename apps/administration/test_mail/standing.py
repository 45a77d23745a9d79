"""How the last test mail stands, in words: for its page and for the steps of setting up."""

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr

from django.utils import timezone

from apps.administration.test_mail.actions import message_of
from apps.administration.test_mail.headers import FAIL, NONE, PASS, Check
from apps.campus.models import Campus
from apps.core.templatetags.dates import clock_and_zone, near_day
from apps.outbox import delivery
from apps.outbox.bounces import BOUNCED
from apps.outbox.models import Message, State


@dataclass(frozen=True)
class Verdict:
    """One line: what is well, or not (`is_bad`), or neither. `ask` whose domain to ask about, where somebody must."""

    title: str
    text: str
    is_bad: bool = False
    is_good: bool = False
    ask: str = ""


@dataclass(frozen=True)
class Standing:
    """`verdicts` in the order in which they are shown; `message` the mail itself, if there is one."""

    message: Message | None
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def is_to_be_looked_for(self) -> bool:
        """Whether there is something to look for: not while it waits, nor where it was refused."""
        if not self.verdicts or self.verdicts[0].is_good:
            return False
        return self.message is None or self.message.state in (State.SENT, State.UNCERTAIN)

    @property
    def faults(self) -> int:
        return sum(verdict.is_bad for verdict in self.verdicts)

    @property
    def title(self) -> str:
        """What is true of it, in one line."""
        if not self.verdicts:
            return "Send yourself a test mail"
        delivery, *checks = self.verdicts
        if not delivery.is_good:
            return "The test mail has not gone out" if delivery.is_bad else "Did the test mail arrive?"
        if any(check.is_bad for check in checks):
            return "The test mail arrived, but it doesn’t pass every check"
        return "The test mail arrived and passes the checks" if len(checks) == len(Check) else "The test mail arrived"


_PASSES = {
    Check.SPF: Verdict(
        "SPF passes.",
        "This server may send for the domain on the envelope. That may be the mail provider’s domain: DMARC tells "
        "whether it is yours.",
        is_good=True,
    ),
    Check.DKIM: Verdict(
        "DKIM passes.",
        "Somebody signed the mail, and nobody changed it on its way. DMARC tells whether your domain signed it.",
        is_good=True,
    ),
    Check.DMARC: Verdict(
        "DMARC passes.", "SPF or DKIM passes for the domain of the sender that people see.", is_good=True
    ),
}
_MISSING = {
    Check.SPF: "The domain on the envelope doesn’t say which servers may send for it, so some mail will land in spam.",
    Check.DKIM: "Without a signature, some mail will land in spam.",
    Check.DMARC: "Your domain doesn’t say what to do with mail that only claims to come from it. Large mail providers "
    "ask for that.",
}
_FAILED = {
    Check.SPF: "The check did not find that this server may send for the domain on the envelope.",
    Check.DKIM: "The mail is signed, but the signature doesn’t match.",
    Check.DMARC: "Neither SPF nor DKIM passes for the domain of the sender that people see.",
}

_MAILBOX_PROVIDERS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
    }
)


def standing_of(campus: Campus, *, as_of: datetime) -> Standing:
    """One query, and none before a test mail was sent. `as_of` is now; times are in the campus's zone."""
    if campus.test_mail_sent_at is None:
        return Standing(None)
    message = message_of(campus)
    with timezone.override(campus.zone):
        verdicts = [_delivery(campus, message, as_of)]
    domain = domain_of(campus)
    for check in Check:
        if result := campus.test_mail_checks.get(check.value):
            verdicts.append(_verdict(check, result, domain))
    return Standing(message, verdicts)


def domain_of(campus: Campus) -> str:
    """The domain that mail comes from."""
    return parseaddr(campus.sender)[1].rpartition("@")[2]


def not_yours(campus: Campus) -> str:
    """Why nobody on campus can make its mail pass, where it comes from a mailbox that anybody can have; else empty."""
    domain = domain_of(campus)
    if not is_a_mailbox_provider(domain):
        return ""
    return f"{domain} isn’t yours, so its SPF and DKIM can’t be set by you. Use an address of the campus."


def is_a_mailbox_provider(domain: str) -> bool:
    return domain.lower() in _MAILBOX_PROVIDERS


def _verdict(check: Check, result: str, domain: str) -> Verdict:
    if result == PASS:
        return _PASSES[check]
    name = check.value.upper()
    ask = "" if is_a_mailbox_provider(domain) else domain
    if result == NONE:
        return Verdict(f"{name} is missing.", _MISSING[check], is_bad=True, ask=ask)
    assert result == FAIL  # noqa: S101 - checks_in knows no other
    return Verdict(f"{name} fails.", _FAILED[check], is_bad=True, ask=ask)


def _delivery(campus: Campus, message: Message | None, as_of: datetime) -> Verdict:
    if campus.test_mail_arrived_at:
        at = timezone.localtime(campus.test_mail_arrived_at)
        said = "You pasted its headers" if campus.test_mail_checks else "You told us"
        return Verdict("It arrived.", f"{said} {near_day(at, as_of)} at {clock_and_zone(at)}.", is_good=True)
    if message is None:
        return Verdict(
            "We don’t know what became of it.", "The delivery log doesn’t have it any more. Send another one."
        )
    match message.state:
        case State.SENT:
            at = timezone.localtime(message.sent_at)
            return Verdict(
                f"It left {near_day(at, as_of)} at {clock_and_zone(at)}.",
                f"Your mail server took it for {message.address}. Look there, in the spam folder too, and then press "
                "“It arrived”.",
            )
        case State.DUE if message.reason:
            # A server that never met this sender may put the first try off for some minutes.
            is_bad = message.attempts > 1 or message.reason.startswith(delivery.NO_SERVER)
            return Verdict("It did not go through yet.", f"{_why(message)} We try again by ourselves.", is_bad=is_bad)
        case State.DUE:
            return Verdict(
                "It is waiting to be sent.",
                "That takes seconds. If it stays so for minutes, the worker doesn’t run: ask whoever runs the server.",
            )
        case State.UNCERTAIN:
            return Verdict(
                "It may have arrived.",
                "The mail server took it and never answered. Look in your mail. If it isn’t there, send another one.",
            )
        case _:
            return Verdict("It was not sent.", _why(message), is_bad=True)


def _why(message: Message) -> str:
    """The short reason of the outbox, in plain words."""
    reason = message.reason
    if reason == BOUNCED:
        return f"Earlier mail to {message.address} came back, so nothing more goes there. See “Addresses that bounce”."
    if reason.startswith(delivery.NO_SERVER):
        return (
            "No mail server answers. Ask whoever runs the server to check its setting EMAIL_URL: the host, the port, "
            "the user and the password."
        )
    if reason.startswith("smtp "):
        code = reason.removeprefix("smtp ")
        return (
            f"The mail server refused it ({code}). Whoever runs your mail finds that number in its log. Often the "
            "server may not send for this sender, or the sender’s address does not exist."
        )
    return f"The delivery log says: {reason}."
