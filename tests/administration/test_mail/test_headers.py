"""What mail servers write about the sender, as people paste it."""

import pytest

from apps.administration.test_mail.headers import checks_in, sender_in

GMAIL = """\
Delivered-To: robin@fairhaven.example
Received: by 2002:a05:6a20:3d85 with SMTP id s5csp1;
        Mon, 2 Mar 2026 06:04:11 -0800 (PST)
ARC-Authentication-Results: i=1; mx.google.com;
       dkim=fail header.i=@fairhaven.example;
       spf=fail
Authentication-Results: mx.google.com;
       dkim=pass header.i=@fairhaven.example header.s=acquaint header.b=aBc;
       spf=pass (google.com: domain of careers@fairhaven.example designates 192.0.2.7 as permitted sender) smtp.mailfrom=careers@fairhaven.example;
       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=fairhaven.example
From: Fairhaven State Career Center <careers@fairhaven.example>
Subject: Test mail from Fairhaven State

Authentication-Results: elsewhere; dkim=fail
"""  # noqa: E501 - as it is sent
MICROSOFT = (
    "Authentication-Results: spf=softfail (sender IP is 192.0.2.7)\r\n smtp.mailfrom=fairhaven.example; dkim=none "
    "(message not signed)\r\n header.d=none;dmarc=fail action=none\r\n header.from=fairhaven.example;compauth=fail\r\n"
)


@pytest.mark.parametrize(
    ("pasted", "checks"),
    [
        (GMAIL, {"spf": "pass", "dkim": "pass", "dmarc": "pass"}),
        (GMAIL.replace("\n", "\r\n"), {"spf": "pass", "dkim": "pass", "dmarc": "pass"}),
        (f"Here they are:\n\n{GMAIL}", {"spf": "pass", "dkim": "pass", "dmarc": "pass"}),
        (MICROSOFT, {"spf": "fail", "dkim": "none", "dmarc": "fail"}),
        # The server that is nearest comes first, and what it does not say another may.
        ("Authentication-Results: a; spf=pass\nAuthentication-Results: b; spf=fail; dkim=fail",
         {"spf": "pass", "dkim": "fail"}),
        ("Authentication-Results: a; dkim=fail header.d=x; dkim=pass header.d=y", {"dkim": "pass"}),
        ("Authentication-Results: a; dkim=pass header.d=x; dkim=fail header.d=y", {"dkim": "pass"}),
        ("Authentication-Results: a; spf=fail (it is not (spf=pass) at all) x=y", {"spf": "fail"}),
        ("AUTHENTICATION-RESULTS: a; SPF=PASS", {"spf": "pass"}),
        ("Authentication-Results: a; spf=bestguesspass; dmarc=bestguesspass", {"spf": "none", "dmarc": "none"}),
        ("Authentication-Results: a 1; none", {}),
        ("Received-SPF: pass (a: domain of x) client-ip=1\nAuthentication-Results: a; dkim=none",
         {"spf": "pass", "dkim": "none"}),
        ("SPF:\tPASS with IP 192.0.2.7 Learn more\nDKIM:\t'PASS' with domain fairhaven.example\nDMARC:\t'FAIL'",
         {"spf": "pass", "dkim": "pass", "dmarc": "fail"}),
        ("Subject: x-spf=pass; notspf=pass", {}),
        ("Hello, where are these headers?", {}),
        ("", {}),
        ("\x00\u202eAuthentication-Results", {}),
        ("Authentication-Results: a; spf=" + "(" * 20_000, {}),
        ("\n" * 100_000, {}),
    ],
)  # fmt: skip
def test_what_the_server_said_is_found(pasted: str, checks: dict[str, str]) -> None:
    assert checks_in(pasted) == checks


def test_the_sender_is_that_of_the_header() -> None:
    assert sender_in(GMAIL) == "careers@fairhaven.example"
    assert sender_in(MICROSOFT) == ""
