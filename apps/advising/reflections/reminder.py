"""A student hears in their morning note that someone answered a reflection they share."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse

from apps.advising.models import ReflectionComment
from apps.campus.models import Campus
from apps.interviews.models import Interview
from apps.outbox.models import Audience
from apps.reminders import morning_note
from apps.reminders.kinds import About, CauseType, Decision, Expected, Item, Kind, Skip, ids_in
from apps.reminders.querysets import ARCHIVED

USEFUL_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Answered:
    """The interview whose reflection was answered, with its contact and student. `comment` is what they wrote, with its
    author; None where a page lists what it has read of the interview.
    """

    interview: Interview
    campus: Campus
    comment: ReflectionComment | None = None


class Comments(CauseType[Answered]):
    name = "answer"
    one_reminder_each = True

    def load(self, keys: Collection[str], *, campus: Campus, as_of: datetime) -> Mapping[str, Answered]:
        ids = {key: ids_in(key, self.name, 2) for key in keys}
        found = ReflectionComment.objects.select_related(
            "author", "reflection__interview__contact", "reflection__interview__student__user"
        ).in_bulk([pks[1] for pks in ids.values() if pks])
        comments = {key: found[pks[1]] for key, pks in ids.items() if pks and pks[1] in found}
        return {
            key: Answered(one.reflection.interview, campus, one) for key, one in comments.items() if key_of(one) == key
        }

    def near(self, *, campus: Campus, as_of: datetime, user_id: int | None) -> Iterator[str]:
        found = ReflectionComment.objects.filter(created_at__gt=as_of - USEFUL_FOR)
        found = found.filter(reflection__interview__student__user=user_id) if user_id else found
        for interview, comment in found.values_list(F("reflection__interview"), F("pk")).iterator():
            yield f"{self.name}:{interview}:{comment}"


def key_of(comment: ReflectionComment) -> str:
    return f"{Comments.name}:{comment.reflection.interview_id}:{comment.pk}"


comment_causes = Comments()


class ReflectionAnswered(Kind[Answered]):
    slug = "reflection_answered"
    label = "Comment on your reflection"
    audience = Audience.STUDENT
    cause_type = comment_causes
    cause = "a comment by an adviser or a coach on a reflection that the student shares"
    when = "the first morning after the comment; not after 7 days"
    opt_out = "reflection_answered"
    note_rank = 1

    def decide(self, cause: Answered, as_of: datetime) -> Decision:
        assert cause.comment is not None  # noqa: S101 - `load` has it
        student = cause.interview.student
        if student.archived_at:
            return Skip(ARCHIVED)
        if as_of > cause.comment.created_at + USEFUL_FOR:
            return Skip("too late")
        quiet = student.quiet_hours(cause.campus)
        due_at = quiet.next_morning(cause.comment.created_at)
        return Expected(user_id=student.user_id, due_at=quiet.not_at_night(due_at, as_of))

    def item(self, cause: Answered, as_of: datetime) -> Item:
        """Who answered, and about which conversation; not a word of it."""
        assert cause.comment is not None  # noqa: S101 - `load` has it
        context = {"who": cause.interview.contact.who, "by": cause.comment.author.display_name}
        return morning_note.item("advising/emails/reflection_answered.note.txt", context, self.about(cause, as_of))

    def about(self, cause: Answered, as_of: datetime) -> About:
        return About(
            title=cause.interview.contact.who,
            action="Read it",
            url=f"{reverse('interviews:detail', args=[cause.interview.pk])}#reflection",
            is_open=not cause.interview.student.archived_at,
        )
