"""What came of the evening: what was logged, by the advisers' own pages; what was mailed, by what the server took."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count

from apps.core import clock
from apps.interviews.models import Interview
from apps.outbox.models import Message
from tests.load.campus import HELD_BEFORE, Person
from tests.smtp_sink import SmtpSink

HEADER = "X-Reminder"
_LINE = re.compile(r'data-student="([^"]+)" data-counted="(\d+)"')


def miscounted(people: Sequence[Person], pages: Sequence[str]) -> list[str]:
    """Students whose log is not there once: on the page of their cohort, and among their own conversations."""
    counted = {email: int(number) for page in pages for email, number in _LINE.findall(page)}
    students = [person.student.pk for person in people]
    by_student = Interview.objects.filter(student__in=students, logged_at__isnull=False).values_list("student")
    held = dict(by_student.annotate(number=Count("pk")))
    wanted = HELD_BEFORE + 1
    return [
        f"{email}: {counted.get(email)} count, {held.get(person.student.pk)} held, and {wanted} were"
        for person in people
        if (email := person.student.user.email)
        if (counted.get(email), held.get(person.student.pk)) != (wanted, wanted)
    ]


def mail_is_out() -> bool:
    """Whether nothing is due any more."""
    return not Message.objects.filter(state="due", due_at__lte=clock.now()).exists()


def mail_faults(sink: SmtpSink, *, due: Mapping[str, str], people: Sequence[Person], since: datetime) -> list[str]:
    """What did not come exactly once. `due` is the kind of the one reminder that each of these addresses gets; each of
    the people whose thanks Acquaint sends thanked one person. Our own rows are asked only whether they claim more.
    """
    faults = [f"{name} came {number} times" for name, number in sink.counts.items() if number > 1]
    by_address: dict[str, list[str]] = {}
    said: Counter[str] = Counter()
    for mail in sink.taken:
        reminder = str(mail.message[HEADER] or "")
        by_address.setdefault(mail.to, []).append(reminder)
        said[reminder] += 1
    faults += [f"{reminder} came {number} times" for reminder, number in said.items() if reminder and number > 1]
    for address, kind in due.items():
        kinds = [reminder.partition(":")[0] for reminder in by_address.get(address, [])]
        if kinds != [kind]:
            faults.append(f"{address} got {kinds}, and {kind} was due")
    for person in people:
        thanks = len(by_address.get(person.address, []))
        if thanks != person.sends:
            faults.append(f"{person.address} got {thanks} notes of thanks, and {int(person.sends)} were sent")
    ended = Message.objects.filter(ended_at__gte=since)
    sent = set(ended.filter(state="sent").values_list("message_id", flat=True))
    faults += [f"{name} never came, and its row says that it was sent" for name in sent - sink.counts.keys()]
    broken = ended.filter(state__in=["failed", "uncertain"]) | Message.objects.filter(resent_uncertain__gt=0)
    return faults + [f"{row.key} ended as {row.state}" for row in broken]
