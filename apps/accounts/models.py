"""People who sign in, by email address. The role decides which pages are open to them."""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Expression, F, Func, Q, Value, When
from django.db.models.functions import Concat, Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.crypto import salted_hmac

from apps.core.folding import Folded, FoldedField, has_words
from apps.core.models import GreetedByField, NameField, Timestamped
from apps.core.names.greetings import greeting_of


class Role(models.TextChoices):
    STUDENT = "student", "Student"
    ADVISER = "adviser", "Adviser"
    ADMINISTRATOR = "administrator", "Administrator"


NOBODY = 0  # no person's id
NOWHERE = "deleted.invalid"  # where no mail goes (RFC 2606): the domain of whoever was anonymized


def anonymized(account: str = "") -> Q:
    """Of rows of people, or of rows with an `account`: what counts is left of them, and nobody is behind it."""
    return Q(**{f"{account}__email__endswith" if account else "email__endswith": f"@{NOWHERE}"})


class UserManager(BaseUserManager["User"]):
    """Creates people. Sign-in finds them whatever the case of the address."""

    def create_user(
        self,
        email: str,
        full_name: str,
        role: str = Role.STUDENT,
        password: str | None = None,
    ) -> "User":
        """A person with `role`. Without a password they sign in with a code by email."""
        user = self.model(email=email.strip().lower(), full_name=full_name, role=role)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, full_name: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator: what `manage.py createsuperuser` makes."""
        return self.create_user(email, full_name, Role.ADMINISTRATOR, password)

    def has_administrator(self) -> bool:
        """Whether there is an administrator who may sign in. Until then the first-run page is open."""
        return self.filter(role=Role.ADMINISTRATOR, is_active=True).exists()

    def nobody(self, email: str) -> "User":
        """The stand-in for an account where an address has none, so that no page tells by its time or its mail."""
        return self.model(pk=NOBODY, email=email)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


_TEXT = models.CharField()


def _in_spaces(name: Expression) -> Concat:
    return Concat(Value(" "), name, Value(" "), output_field=_TEXT)


def _is_in(part: Expression, whole: Expression) -> Q:
    """Whether the words of one folded name are in another, as `has_words` has it."""
    return Q(GreaterThan(StrIndex(_in_spaces(whole), _in_spaces(part)), 0))


_LAST, _PREFERRED = Folded("last_name"), Folded("preferred_name")
_LAST_WORD = Func(_PREFERRED, Value(" "), Value(-1), function="split_part", output_field=_TEXT)
# Han, Kana and Hangul put the family name first, and no space between.
_SIGNS = r"^[\u3005-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+$"
_NO_SPACE = Q(preferred_name__regex=_SIGNS, last_name__regex=_SIGNS)
# The preferred name replaces the full one. The last name goes with it, unless the preferred name has it, or ends in a
# part of it: "Annie Cruz" of the family "de la Cruz y Vega".
_HAS_LAST = _is_in(_LAST, _PREFERRED) | _is_in(_LAST_WORD, _LAST)
_SHOWN = Case(
    When(preferred_name="", then=F("full_name")),
    When(Q(last_name="") | _HAS_LAST, then=F("preferred_name")),
    When(_NO_SPACE & Q(preferred_name__startswith=F("last_name")), then=F("preferred_name")),
    When(_NO_SPACE, then=Concat("last_name", "preferred_name", output_field=_TEXT)),
    default=Concat("preferred_name", Value(" "), "last_name", output_field=_TEXT),
    output_field=_TEXT,
)
# A tab comes before every letter, and no name has one: people of one last name stand together.
_IN_LISTS = Case(
    When(last_name="", then=_SHOWN),
    default=Concat("last_name", Value("\t"), _SHOWN, output_field=_TEXT),
    output_field=_TEXT,
)

SECOND_FACTOR_REMOVED = "second factor removed"  # in the history of people, by the action that does it


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.ManualEvent(SECOND_FACTOR_REMOVED),
    model_name="UserEvent",
    meta={"verbose_name": "history of people", "verbose_name_plural": "history of people"},
    fields=["email", "role", "is_active"],
)
class User(AbstractBaseUser, Timestamped):
    """A person with an account. Volunteers have none: they answer by signed link."""

    owned_by = "student"

    email = models.EmailField(
        "email",
        max_length=254,
        unique=True,
        error_messages={"unique": "Someone already has this email address."},
    )
    full_name = NameField(
        "full name", max_length=120, help_text="The name on record. People read it where there is no preferred name."
    )
    last_name = NameField(
        max_length=120,
        blank=True,
        help_text="Lists that staff read are in the order of last names. If it is empty, the whole name counts.",
    )
    preferred_name = GreetedByField(
        max_length=60,
        blank=True,
        help_text="Everybody reads this in place of the full name, and mail greets them by it. The last name "
        "follows, unless this has it already.",
    )
    display_name = models.GeneratedField(
        expression=_SHOWN, output_field=models.CharField(max_length=181), db_persist=True
    )
    folded_name = FoldedField(_IN_LISTS)
    role = models.CharField(max_length=20, choices=Role, default=Role.STUDENT)
    is_active = models.BooleanField(
        "may sign in",
        default=True,
        help_text="Turn this off instead of deleting the person: the record stays.",
    )
    session_epoch = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="It is part of what each session proves: when it rises, all sessions of this person are over.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["folded_name", "display_name", "pk"]
        constraints = [
            # Kept in lower case, so that unique means whatever the case.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(condition=~(anonymized() & models.Q(is_active=True)), name="user_anonymized_is_off"),
        ]
        triggers = [
            # By whatever path they change. Never lower: a save of a row read earlier would bring sessions back.
            pgtrigger.Trigger(
                name="sessions_end",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF ROW(NEW.email, NEW.role, NEW.is_active) IS DISTINCT FROM ROW(OLD.email, OLD.role, OLD.is_active)
                    THEN NEW.session_epoch = OLD.session_epoch + 1;
                    ELSE NEW.session_epoch = greatest(NEW.session_epoch, OLD.session_epoch);
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        # The database makes the display name, so that a person who is not saved has none.
        return self.email if self._state.adding else self.display_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
        if self.is_active and self.is_anonymized:
            raise ValidationError({"email": "No mail reaches this address."})

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        proved = f"{self.session_epoch} {self.password}"
        return salted_hmac("accounts.User.session", proved, secret=secret, algorithm="sha256").hexdigest()

    @property
    def greeting(self) -> str:
        """What a letter to them opens with: of "Annie Cruz" only Annie where Cruz is their last name."""
        if self.preferred_name and not has_words(self.preferred_name, self.last_name):
            return self.preferred_name
        return greeting_of(self.preferred_name or self.full_name, last_name=self.last_name)

    @property
    def is_anonymized(self) -> bool:
        return self.email.endswith(f"@{NOWHERE}")

    @property
    def is_student(self) -> bool:
        return self.role == Role.STUDENT

    @property
    def is_adviser(self) -> bool:
        return self.role == Role.ADVISER

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    # Django's admin asks these. Administrators are its only users, and what they may not read is not registered there.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    @property
    def is_superuser(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_administrator

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator


class Session(AbstractBaseSession):
    """One browser, also before someone has signed in there. Written by `sessions.SessionStore` alone."""

    owned_by = "student"

    # Django inserts a row again and again while the database refuses it, so nothing but its key may be refused: not
    # even a person who was deleted meanwhile.
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", null=True, db_constraint=False)
    device = models.UUIDField(
        null=True, db_index=True, help_text="Names a signed-in browser on pages, where its key must not be."
    )
    last_seen_at = models.DateTimeField(help_text="The last request, within five minutes.")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from apps.accounts.sessions import SessionStore

        return SessionStore
