"""A link that opens the person's own mail program with a message in it (RFC 6068)."""

from typing import NamedTuple
from urllib.parse import quote

# Windows and some mail programs cut an address after 2,048 characters, and each letter of another script takes up to
# nine of them ("%E4%BD%90"). The rest is left for what a browser or the mail program puts around it.
FITS = 1_800


class MailLink(NamedTuple):
    """`url` has the text in it, unless that is too long for mail programs."""

    url: str
    is_too_long: bool


def mail_to(address: str, subject: str) -> str:
    """The link without a text. What stands in either can neither end the address nor add a header."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}"


def mail_link(address: str, subject: str, text: str) -> MailLink:
    bare = mail_to(address, subject)
    lines = quote("\r\n".join(text.splitlines()))  # line breaks are %0D%0A, however the browser sent them
    link = f"{bare}&body={lines}"
    return MailLink(bare, is_too_long=True) if len(link) > FITS else MailLink(link, is_too_long=False)
