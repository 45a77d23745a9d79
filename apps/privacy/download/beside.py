"""What is about a student and stands in no row of theirs: mail, looks at their record, requests, histories."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from pghistory.models import Event

from apps.accounts.models import User, UserEvent  # type: ignore[attr-defined]
from apps.advising.models import Nudged
from apps.audit.models import Entry
from apps.outbox.models import Audience, Message
from apps.outreach.models import Outreach
from apps.privacy.models import Deletion
from apps.privacy.owned import lookups
from apps.students.models import Student


def messages_of(student: Student) -> QuerySet[Message]:
    """To them, or for them to someone: by the rows that caused it. What no reminder caused is theirs by its address,
    too, but only while they had that address: before and after, it may have been another's, whose mail it was.
    """
    user = student.user_id
    keys = [
        *(nudged.message_key for nudged in Nudged.objects.filter(student=student).only("pk")),
        *(message.message_key for message in Outreach.objects.filter(student=student).only("pk")),
    ]
    posted = Q(*(_sent_while_held(*held) for held in _addresses_held(student.user)), _connector=Q.OR)
    # Nor what another student wrote to them, nor what told the one before that the address is no longer theirs.
    posted &= Q(reminder=None) & ~Q(audience=Audience.CONTACT) & ~Q(key__startswith="address_left:")
    # What told them at the address that they had until then.
    left = Q(key__startswith=f"address_left:{user}:") | Q(key__startswith=f"role_changed:0:{user}:")
    return Message.objects.filter(Q(reminder__user=user) | Q(key__in=keys) | left | posted)


def _sent_while_held(address: str, since: datetime, until: datetime | None) -> Q:
    sent = Q(address__iexact=address, created_at__gte=since)
    return sent & Q(created_at__lt=until) if until else sent


def _addresses_held(user: User) -> list[tuple[str, datetime, datetime | None]]:
    """Each with the time from which and to which it was theirs; the last one is."""
    events = UserEvent.objects.filter(pgh_obj=user.pk).order_by("pgh_id").values_list("email", "pgh_created_at")
    began = [next(same) for _, same in groupby(events, key=itemgetter(0))]
    if not began or began[-1][0] != user.email:
        began.append((user.email, user.created_at))
    ends = [*(since for _, since in began[1:]), None]
    return [(address, since, until) for (address, since), until in zip(began, ends, strict=True)]


def mail(student: Student) -> list[dict[str, Any]]:
    found = messages_of(student).only("key", "audience", "state", "reason", "due_at", "sent_at", "ended_at")
    return [
        {
            "what": message.key,
            "to": message.get_audience_display(),
            "state": message.get_state_display(),
            "why": message.reason,
            "due": message.due_at,
            "sent": message.sent_at,
            "ended": message.ended_at,
        }
        for message in found.order_by("due_at", "pk")
    ]


def nudges(student: Student) -> list[dict[str, Any]]:
    """With the words, as the adviser wrote them for all, where they left."""
    rows = Nudged.objects.filter(student=student).select_related("nudge__adviser", "cohort").order_by("pk")
    return [
        {
            "id": row.pk,
            "adviser": row.nudge.adviser.display_name,
            "cohort": row.cohort.name,
            "leaves_at": row.leaves_at,
            "stopped_at": row.stopped_at,
            "subject": "" if row.stopped_at else row.nudge.subject,
            "body": "" if row.stopped_at else row.nudge.body,
        }
        for row in rows
    ]


def who_looked(student: Student) -> list[dict[str, Any]]:
    """Nothing of the others whom one page showed beside them."""
    about = Q(student_ids__contains=[student.pk]) | Q(account=student.user_id)
    rows = Entry.objects.filter(about).order_by("at", "pk").values_list("at", "actor_id", "action", "page", "reason")
    found = list(rows)
    names = dict(User.objects.filter(pk__in={row[1] for row in found}).values_list("pk", "display_name"))
    labels = dict(Entry._meta.get_field("action").flatchoices)
    return [
        {
            "at": at,
            "who": "the system" if actor is None else names.get(actor, f"person {actor}"),
            "action": labels[action],
            "page": page,
            "what_was_done": reason,
        }
        for at, actor, action, page, reason in found
    ]


def requests(student: Student) -> list[dict[str, Any]]:
    rows = Deletion.objects.filter(student=student.pk).order_by("asked_at", "pk")
    return [dict(row) for row in rows.values("asked_at", "withdrawn_at", "carried_out_at")]


def histories(student: Student) -> Iterator[tuple[type[Model], list[dict[str, Any]]]]:
    """Of each model with a history, what was recorded of the rows that are there."""
    for event in apps.get_models():
        model = getattr(event, "pgh_tracked_model", None)
        if issubclass(event, Event) and not event._meta.proxy and model in lookups():
            recorded = [field.attname for field in event._meta.concrete_fields if not field.name.startswith("pgh_")]
            rows = event._base_manager.filter(**{f"pgh_obj__{lookups()[model]}": student.pk}).order_by("pgh_id")
            yield (
                model,
                [
                    {"id": pk, "at": at, "what": label, **dict(zip(recorded, values, strict=True))}
                    for pk, at, label, *values in rows.values_list(
                        "pgh_obj_id", "pgh_created_at", "pgh_label", *recorded
                    )
                ],
            )
