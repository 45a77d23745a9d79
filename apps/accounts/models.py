"""People who sign in, by email address. The role decides which pages are open to them."""

from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from apps.core.folding import FoldedField
from apps.core.models import NameField, Timestamped


class Role(models.TextChoices):
    STUDENT = "student", "Student"
    ADVISER = "adviser", "Adviser"
    ADMINISTRATOR = "administrator", "Administrator"


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

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@pghistory.track(
    model_name="UserEvent",
    meta={"verbose_name": "history of people", "verbose_name_plural": "history of people"},
    fields=["role", "is_active"],
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
    full_name = NameField("full name", max_length=120)
    folded_name = FoldedField("full_name")
    role = models.CharField(max_length=20, choices=Role, default=Role.STUDENT)
    is_active = models.BooleanField(
        "may sign in",
        default=True,
        help_text="Turn this off instead of deleting the person: the record stays.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["folded_name", "full_name", "pk"]
        constraints = [
            # Kept in lower case, so that unique means whatever the case.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def first_name(self) -> str:
        """What a greeting uses: the first word of the name."""
        return self.full_name.split(" ", 1)[0] if self.full_name else ""

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
