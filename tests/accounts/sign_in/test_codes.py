"""What people paste into a field for a code."""

import secrets
from datetime import UTC, datetime

import pytest
from allauth.account.adapter import get_adapter

from apps.accounts.sign_in import codes

NOON = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "pasted",
    [
        "BCDF-GHJK",
        "bcdf-ghjk",
        " BCDFGHJK\r\n",
        "BCDF GHJK",
        "B C D F - G H J K",
        "BCDF\u00a0GHJK",
        "BCDF\u2009-\u2009GHJK",
        "\ufeffBCDF\u200b-\u2060GHJK\u200f",
        "BC\u00adDF-GHJK",
        "BCDF\u2010GHJK",
        "BCDF\u2013GHJK",
        "BCDF\u2014GHJK",
        "BCDF\u2212GHJK",
        "BCDF\uff0dGHJK",
        "ＢＣＤＦ－ＧＨＪＫ",
        "ｂｃｄｆｇｈｊｋ",
        "BCDF_GHJK",
        "BCDF.GHJK",
        "BCDF-\nGHJK",
        "“BCDF-GHJK”",
        "‘bcdf-ghjk’.",
        "<BCDF-GHJK>",
        "Your sign-in code is BCDF-GHJK. It works once",
        "Your sign-in code:\n\n    BCDF-GHJK\n\nType it in the browser where you asked for it.",
        "Your sign-in code: BCDF-GHJK",
        "code:BCDF-GHJK!",
        "codeBCDFGHJK",
        "Hmm, Mr. Pym: BCDF-GHJK",
        "*BCDF-GHJK*",
        "BCDF-GHJK and the old one was XZXZ-XZXZ",
    ],
)
def test_the_code_is_found_in_what_was_pasted(pasted: str) -> None:
    assert codes.found_in(pasted, codes.MAILED) == "BCDFGHJK"


@pytest.mark.parametrize("typed", ["", "WRONG1", "BCDF-GHJ", "ABCDEFGHJ", "no code here", "12345678"])
def test_what_holds_no_code_stays_as_it_was(typed: str) -> None:
    assert codes.found_in(typed, codes.MAILED) == typed


def test_every_code_of_allauth_has_the_shape() -> None:
    for _ in range(50):
        made = get_adapter().generate_login_code()
        assert codes.found_in(f"Your code is {made}.", codes.MAILED) == made.replace("-", "")


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        ("123\u00a0456", "123456"),
        ("123\u2009456\u200b", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("1 2 3 4 5 6", "123456"),
        ("12 34 56", "123456"),
        ("Acquaint (ana@campus.example): 123 456", "123456"),
        ("On 11-29-2026 the app showed 123 456", "123456"),
        ("12345678", "12345678"),
        ("1234 5678", "12345678"),
        ("1. 1234-5678", "12345678"),
        ("12 34 56 78", "12345678"),
        ("Recovery code 12345678 (unused)", "12345678"),
        ("1234567", "1234567"),
    ],
)
def test_six_digits_and_recovery_codes(pasted: str, code: str) -> None:
    assert codes.found_in(pasted, codes.SECOND_FACTOR) == code


def test_a_huge_paste_is_no_work() -> None:
    pasted = "A " * 5_000_000
    assert codes.found_in(pasted, codes.MAILED) == pasted[:2_000]


def test_of_the_codes_that_were_mailed_the_last_is_the_newest() -> None:
    email = f"{secrets.token_hex(8)}@campus.example"
    assert codes.mailed_before(email=email, code="BCDFGHJK") is None
    for hour, code in enumerate(["BCDF-GHJK", "LMNP-QRST"]):
        codes.remember(email=email, code=code, as_of=NOON.replace(hour=17 + hour))
    older = codes.mailed_before(email=email.upper(), code="bcdf ghjk")
    assert older == codes.Mailed(newest_at=NOON.replace(hour=18), is_newest=False)
    assert codes.mailed_before(email=email, code="LMNPQRST") == codes.Mailed(NOON.replace(hour=18), is_newest=True)
    assert codes.mailed_before(email=f"x{email}", code="BCDFGHJK") is None
    for code in ["VWXZ-BCDF", "VWXZ-BCDG", "VWXZ-BCDH", "VWXZ-BCDJ"]:
        codes.remember(email=email, code=code, as_of=NOON)
    assert codes.mailed_before(email=email, code="BCDF-GHJK") is None
