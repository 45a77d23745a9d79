"""First drafts: the thank-you note half written from what the student wrote down."""

from apps.interviews.models import Interview


def thank_you(interview: Interview) -> str:
    """Opens with what was most valuable, and leaves a next step to name."""
    learned = interview.learned.strip()
    most_valuable = (
        f"What stayed with me most is this: {learned}"
        if learned
        else "What stayed with me most is what you said about your work."
    )
    return (
        f"Dear {interview.contact.first_name},\n\n"
        f"Thank you for talking with me. {most_valuable}\n\n"
        "My next step is \n\n"
        f"Warm regards,\n{interview.student.user.full_name}\n"
    )
