"""What the mail server that took a mail wrote of SPF, DKIM and DMARC, read from headers that a person pasted.

Nothing is looked up: these are the receiving server's own words (RFC 8601).
"""

import re
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import parseaddr
from enum import StrEnum


class Check(StrEnum):
    """In the order in which they are shown."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"


PASS, FAIL, NONE = "pass", "fail", "none"
_RESULTS = {
    "pass": PASS,
    "bestguesspass": NONE,  # Microsoft's word where the domain has no record
    "none": NONE,
    "fail": FAIL,
    "hardfail": FAIL,
    "softfail": FAIL,
    "neutral": FAIL,
    "policy": FAIL,
    "temperror": FAIL,
    "permerror": FAIL,
}
# The nearest server's own words first; what another one said before a mail was passed on comes last.
_NAMES = ("Authentication-Results", "ARC-Authentication-Results")
_COMMENT = re.compile(r"\([^()]*\)")
_SAID = re.compile(r"(?:^|[;\s])(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_RECEIVED_SPF = re.compile(r"\s*([a-z]+)", re.IGNORECASE)
# Gmail's page "Original message": "DKIM:  'PASS' with domain campus.edu".
_IN_A_TABLE = re.compile(r"^[ \t]*(SPF|DKIM|DMARC):?\s*['‘\"]?([a-z]+)\b", re.IGNORECASE | re.MULTILINE)


def checks_in(text: str) -> dict[str, str]:
    """By `Check`: "pass", "fail" or "none"; what no server said anything of is missing. Of several signatures one that
    passes is enough.
    """
    headers = _headers(text)
    found: dict[str, str] = {}
    for line in (line for name in _NAMES for line in headers.get_all(name, [])):
        said: dict[str, str] = {}
        for name, result in _SAID.findall(_without_comments(str(line))):
            verdict = _RESULTS.get(result.lower())
            if verdict and said.get(name.lower()) != PASS:
                said[name.lower()] = verdict
        found = {**said, **found}
    spf = _RECEIVED_SPF.match(str(headers.get("Received-SPF", "")))
    if spf and (verdict := _RESULTS.get(spf[1].lower())):
        found.setdefault(Check.SPF, verdict)
    for name, result in _IN_A_TABLE.findall(text):
        if verdict := _RESULTS.get(result.lower()):
            found.setdefault(name.lower(), verdict)
    return {check.value: found[check] for check in Check if check in found}


def sender_in(text: str) -> str:
    """The address in the From header, in lower case; empty where there is none."""
    return parseaddr(str(_headers(text).get("From", "")))[1].lower()


def _headers(text: str) -> Message:
    # Where lines before the first header were pasted along, the parser would take all for the text of a mail.
    lines = text.replace("\r\n", "\n").lstrip().split("\n")
    first = next((place for place, line in enumerate(lines) if re.match(r"[!-9;-~]+:", line)), 0)
    return HeaderParser(policy=compat32).parsestr("\n".join(line for line in lines[first:] if line.strip()))


def _without_comments(line: str) -> str:
    """A comment holds any text, such as "(spf=pass)", and may stand in another."""
    for _ in range(5):
        line = _COMMENT.sub(" ", line)
    return line
