"""How long sessions last, where they are kept, and which browsers a person is signed in with.

A session also ends when its person's `session_epoch` or password changes: Django compares the hash of both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare

from apps.accounts.models import Role, Session, User


@dataclass(frozen=True)
class Length:
    """`used` from sign-in, however busy; `unused` without a request. None: no limit."""

    used: timedelta | None
    unused: timedelta | None


_HOUR, _DAY, _PHONE_DAYS = timedelta(hours=1), timedelta(days=1), timedelta(days=120)
LENGTHS = {
    Role.ADMINISTRATOR: Length(used=timedelta(hours=12), unused=_HOUR),
    Role.ADVISER: Length(used=timedelta(hours=12), unused=None),
    Role.STUDENT: Length(used=_DAY, unused=None),
}
OWN_PHONE = Length(used=None, unused=_PHONE_DAYS)  # of a student who said so
SEEN_EVERY = timedelta(minutes=5)  # "last seen" is written no more often

# Django's admin and allauth keep their own names in a session beside these.
_DEVICE, _SIGNED_IN_AT, _USER_AGENT, _OWN_PHONE = "device", "signed_in_at", "user_agent", "own_phone"
_BEGAN_AS, _TYPED = "sign_in_began_as", "sign_in_typed"
_LONGEST_USER_AGENT = 300


class SessionStore(db.SessionStore):
    """Django's in the database, by the database's clock; a row also says whose it is and when it was last seen."""

    last_seen_at: datetime | None = None
    read_at: datetime | None = None  # the database's time when the row was loaded
    has_more_time = False

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.annotate(read_at=Now())
        row = rows.filter(session_key=self.session_key, expire_date__gt=Now()).first()
        if row is None:
            self._session_key = None
            return None
        self.last_seen_at, self.read_at = row.last_seen_at, row.read_at
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id, row.device = data.get(SESSION_KEY), data.get(_DEVICE)
        row.last_seen_at = Now()  # type: ignore[assignment]  # a time of the database's clock
        row.expire_date = Now() + timedelta(seconds=self.get_session_cookie_age())  # type: ignore[assignment]
        return row

    def get_session_cookie_age(self) -> int:
        """Seconds. The row may outlast the session by hours; `is_over` decides. An hour is enough to sign in, and a
        stranger makes such rows at will.
        """
        if SESSION_KEY not in self:
            return int(_HOUR.total_seconds())
        return int((_PHONE_DAYS if self.get(_OWN_PHONE) else _DAY).total_seconds())

    def get_expire_at_browser_close(self) -> bool:
        return SESSION_KEY not in self or not self.get(_OWN_PHONE)

    def cycle_key(self) -> None:
        """Django's puts in a new row, also where the old one went meanwhile: a browser that was signed out would be
        signed in again. Here the row itself gets another key; where it is gone, nobody is signed in any more.
        """
        if SESSION_KEY not in self:
            super().cycle_key()
            return
        new_key = self._get_new_session_key()  # type: ignore[attr-defined]  # not in the stubs
        if Session.objects.filter(session_key=self.session_key).update(session_key=new_key):
            self._session_key, self.modified = new_key, True
        else:
            self.flush()

    def note_seen(self) -> bool:
        """Write that it is in use now. The content stays, so that no other request of this browser is undone. False
        when it was ended meanwhile.
        """
        row = Session.objects.filter(session_key=self.session_key)
        age = timedelta(seconds=self.get_session_cookie_age())
        self.has_more_time = row.update(last_seen_at=Now(), expire_date=Now() + age) == 1
        return self.has_more_time


def begin_sign_in(session: SessionBase, *, user: User | None, own_phone: bool) -> None:
    """Remember over the steps of a sign-in what was ticked, and as what the account stood when it began."""
    session[_BEGAN_AS] = user.get_session_auth_hash() if user else ""
    session[_OWN_PHONE] = own_phone
    session.pop(_TYPED, None)


def start_over(session: SessionBase, *, email: str) -> None:
    """Keep what was typed for the form that comes again. It is never in an address."""
    session[_TYPED] = {"login": email, "email": email, "own_phone": session.get(_OWN_PHONE, False)}


def typed_before(session: SessionBase) -> dict[str, Any]:
    """By field of the sign-in forms; empty but after `start_over`."""
    return session.get(_TYPED, {})


def account_changed(session: SessionBase, *, user: User) -> bool:
    """Whether a sign-in that began in this session must not go on: what ends sessions ends it, too."""
    return not constant_time_compare(session.get(_BEGAN_AS, ""), user.get_session_auth_hash())


def complete_sign_in(session: SessionBase, *, user: User, user_agent: str, as_of: datetime) -> None:
    """Record who uses this session from now on. Only students keep one on a phone."""
    session.pop(_BEGAN_AS, None)
    session[_OWN_PHONE] = user.is_student and bool(session.get(_OWN_PHONE))
    session[_DEVICE] = str(uuid4())
    session[_SIGNED_IN_AT] = as_of.isoformat()
    session[_USER_AGENT] = user_agent[:_LONGEST_USER_AGENT]


def device_of(session: SessionBase) -> str:
    return str(session.get(_DEVICE, ""))


def is_over(said: Mapping[str, Any], *, user: User, last_seen_at: datetime, as_of: datetime) -> bool:
    """Whether a session with this content has reached its length, by the role that the person has now."""
    length = OWN_PHONE if user.is_student and said.get(_OWN_PHONE) else LENGTHS[Role(user.role)]
    signed_in_at = datetime.fromisoformat(said[_SIGNED_IN_AT])
    return (length.used is not None and as_of >= signed_in_at + length.used) or (
        length.unused is not None and as_of >= last_seen_at + length.unused
    )


def goes_on(session: SessionStore, *, user: User) -> bool:
    """Whether the session that was loaded for this request goes on. Where it does, that is written now and then."""
    seen, as_of = session.last_seen_at, session.read_at
    if seen is None or as_of is None or is_over(session, user=user, last_seen_at=seen, as_of=as_of):
        return False
    return as_of - seen < SEEN_EVERY or session.note_seen()


@dataclass(frozen=True)
class Device:
    """A browser that someone is signed in with. `name` is not its session's key, which must not be on a page."""

    name: UUID
    is_this: bool
    is_own_phone: bool
    user_agent: str
    signed_in_at: datetime
    last_seen_at: datetime


def devices_of(*, user: User, session: SessionBase, as_of: datetime) -> list[Device]:
    """Where this person is signed in: here first, then where they were seen last."""
    proofs = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    devices = []
    for row in user.sessions.filter(expire_date__gt=as_of):
        said = row.get_decoded()
        if said.get(HASH_SESSION_KEY) not in proofs or is_over(
            said, user=user, last_seen_at=row.last_seen_at, as_of=as_of
        ):
            continue
        devices.append(
            Device(
                name=UUID(said[_DEVICE]),
                is_this=said[_DEVICE] == device_of(session),
                is_own_phone=said[_OWN_PHONE],
                user_agent=said[_USER_AGENT],
                signed_in_at=datetime.fromisoformat(said[_SIGNED_IN_AT]),
                last_seen_at=row.last_seen_at,
            )
        )
    return sorted(devices, key=lambda device: (device.is_this, device.last_seen_at), reverse=True)
