"""What students shared, for whoever reads it."""

from django.db.models import Exists, F, OuterRef

from apps.accounts.models import User
from apps.advising.models import ReflectionRead
from apps.reflection.models import Reflection
from apps.reflection.querysets import ReflectionQuerySet


def to_read(user: User) -> ReflectionQuerySet:
    """The reflections that are shared with this person, and that they have not read as they are shared now."""
    as_shared = ReflectionRead.objects.filter(
        reflection=OuterRef("pk"), adviser=user, read_at__gte=OuterRef("shared_at")
    )
    current = Reflection.objects.visible_to(user).filter(interview__student__archived_at=None)
    return current.filter(~Exists(as_shared)).order_by(F("shared_at").desc(), "-pk")
