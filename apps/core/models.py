from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.db.models.functions import Now

from apps.core.form_fields import OneLineField
from apps.core.names.greetings import behind_dear
from apps.core.text import one_line


class Timestamped(models.Model):
    """Rows that know when they were made, by the database's clock, in UTC."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Rows that people change in long forms, maybe in two tabs. The trigger `new_version` keeps `updated_at`."""

    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @property
    def version(self) -> str:
        """What a form carries, so that it can be told whether the row has changed since the form was opened."""
        return self.updated_at.isoformat()


def new_version(*columns: str) -> pgtrigger.Trigger:
    """Sets `updated_at` at each UPDATE, or only where one of these `columns` changes. No save can forget it, and none
    can write an older one back.
    """
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    changed = f"ROW({new}) IS DISTINCT FROM ROW({old})" if columns else "true"
    return pgtrigger.Trigger(
        name="new_version",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            NEW.updated_at = CASE WHEN {changed} THEN clock_timestamp() ELSE OLD.updated_at END;
            RETURN NEW;
        """,
    )


class AppendOnly(models.Model):
    """Rows that are added and never changed: the database refuses the application's role UPDATE and DELETE."""

    class Meta:
        abstract = True


class NameField(models.CharField):
    """One line in any script. What people paste with it (direction marks, line breaks) is cleaned, not refused.

    Raises ValidationError for a NUL, which no keyboard types.
    """

    default_validators = [*models.CharField.default_validators, ProhibitNullCharactersValidator()]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return one_line(value) if isinstance(value, str) and "\x00" not in value else value

    def formfield(self, **kwargs: Any) -> Any:
        if self.choices:
            return super().formfield(**kwargs)
        return super().formfield(**{"form_class": OneLineField, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class GreetedByField(NameField):
    """What a letter opens with, behind "Dear". Where the "Dear" or the comma was typed too, it is kept without them."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return behind_dear(value) if isinstance(value, str) else value


def validate_link(value: str) -> None:
    """Raises ValidationError for all but http and https, so that no `javascript:` is ever rendered."""
    if not value.lower().startswith(("https://", "http://")):
        raise ValidationError("Paste a link that starts with https://", code="link")


class LinkField(models.URLField):
    """A link to a web page. Without a scheme it is taken as https."""

    default_validators = [*models.URLField.default_validators, validate_link]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
