from hashlib import sha256

from django.db import transaction

from apps.administration.campus.pictures import Picture
from apps.campus.models import Campus, Logo
from apps.core.locking import in_lock_order


def locked_campus() -> Campus:
    """The campus as it is now: what others save beside it comes before or after."""
    return in_lock_order(Campus.objects.filter(pk=1)).get()


@transaction.atomic
def save_campus(*, campus: Campus, fields: list[str]) -> None:
    """Save these fields of the campus, which is locked. Another sender has sent no test mail yet."""
    if {"sender_name", "sender_email"} & {*fields}:
        campus.test_mail_sent_at = campus.test_mail_arrived_at = None
        campus.test_mail_checks = {}
        fields = [*fields, "test_mail_sent_at", "test_mail_arrived_at", "test_mail_checks"]
    campus.save(update_fields=fields)


@transaction.atomic
def put_logo(*, picture: Picture) -> None:
    campus = locked_campus()
    Logo.objects.update_or_create(campus=campus, defaults={"png": picture.png})
    _name_logo(campus, digest=sha256(picture.png).hexdigest()[:16], width=picture.width, height=picture.height)


@transaction.atomic
def remove_logo() -> bool:
    """False where there is none."""
    campus = locked_campus()
    removed, _ = Logo.objects.filter(campus=campus).delete()
    _name_logo(campus, digest="", width=0, height=0)
    return bool(removed)


def _name_logo(campus: Campus, *, digest: str, width: int, height: int) -> None:
    campus.logo_digest, campus.logo_width, campus.logo_height = digest, width, height
    campus.save(update_fields=["logo_digest", "logo_width", "logo_height"])
