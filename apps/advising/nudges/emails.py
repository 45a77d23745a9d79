import re
from email.utils import parseaddr

from apps.accounts.models import User
from apps.campus.models import Campus
from apps.core.mail import OutgoingMail, build, named_address
from apps.guidance.content.placeholders import fill
from apps.students.models import Student


def nudge(
    *, subject: str, body: str, known: dict[str, str], adviser: User, student: Student, campus: Campus
) -> OutgoingMail:
    """To one student, in the adviser's name. Answers go to the adviser."""
    text = fill(body, known).text
    return build(
        template="advising/emails/nudge",
        to=student.user.email,
        from_email=named_address(sender_name(adviser, campus), parseaddr(campus.sender)[1]),
        reply_to=named_address(adviser.display_name, adviser.email),
        # A person wrote it, so a holiday notice is an answer worth having.
        headers={"Auto-Submitted": "no", "X-Auto-Response-Suppress": "None"},
        context={
            "subject_line": fill(subject, known).text,
            "body": text,
            "paragraphs": paragraphs(text),
            "adviser": adviser,
            "campus": campus,
        },
    )


def sender_name(adviser: User, campus: Campus) -> str:
    return f"{adviser.display_name}, {campus.center_name}"


def paragraphs(text: str) -> list[str]:
    """What empty lines part."""
    return [part for part in re.split(r"\n[^\S\n]*\n\s*", text.strip()) if part]
