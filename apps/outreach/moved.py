"""A page about someone who is no longer in the student's people, because they turned out to be somebody else there, or
were removed while it was open.
"""

from django.http import Http404, HttpResponse
from django.urls import reverse

from apps.contacts.models import Contact
from apps.core.not_saved.refusing import lead_on
from apps.core.text import row_id
from apps.outreach.models import Outreach
from apps.students.loading import own_student
from apps.students.requests import StudentRequest

_WORDS = ("full_name", "role", "name_use", "recipient", "subject", "body")


def lead_to_them(request: StudentRequest, pk: int, page: str, *, otherwise: str) -> HttpResponse:
    """What was posted goes to this page of whoever has the `message` now that the form was about; `otherwise` only the
    words go, to another page. Raises Http404 while there is such a person, where nothing was posted, and for what is
    kept while one types: the next press leads on.
    """
    student = own_student(request)
    if request.method != "POST" or "autosave" in request.POST or Contact.objects.filter(pk=pk).exists():
        raise Http404
    key = row_id(request.POST.get("message", "")) or 0
    messages = Outreach.objects.filter(student=student, contact__isnull=False).select_related("contact")
    if message := messages.filter(pk=key).first():
        assert message.contact is not None  # noqa: S101 - for the type checker
        url = f"{reverse(page, args=[message.contact_id])}?message={message.pk}"
        why = f"This is {message.contact.full_name} now: you made two of your people one. Your words are still here."
        return lead_on(request, url, why=why)
    words = [name for name in request.POST if name in _WORDS or name.startswith("fill_")]
    why = "This person is no longer in your people. Your words are still here."
    return lead_on(request, reverse(otherwise), why=why, words=words)
