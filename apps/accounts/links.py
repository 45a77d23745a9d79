"""What binds the signed links of a mail to the address that it went to.

When the account has another address, the former mailbox may be a stranger's: what lies in it opens nothing.
"""

from hashlib import sha256

from apps.accounts.models import User


def mark_of(user: User) -> str:
    """Of the account's present address. It is part of what a link signs, so that it needs no key of its own."""
    return sha256(f"link to {user.email.lower()}".encode()).hexdigest()[:16]
