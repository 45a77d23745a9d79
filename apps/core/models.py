"""Abstract models and fields without a domain word."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now


class Timestamped(models.Model):
    """Rows that know when they were made, by the database's clock, in UTC."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class AppendOnly(models.Model):
    """Rows that are added and never changed: the database refuses the application's role UPDATE and DELETE."""

    class Meta:
        abstract = True


# Marks that reorder or hide text; a name or title never needs them. Joiners stay: some scripts spell with them.
_INVISIBLE = dict.fromkeys(
    [
        0x200B,
        0x2060,
        0xFEFF,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        0x00AD,
    ]
)


def one_line(text: str) -> str:
    """`text` on one line: composed (NFC), without control, direction or zero-width marks, spaces folded."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join(text.split())


class NameField(models.CharField):
    """One line in any script. What people paste with it (direction marks, line breaks) is cleaned, not refused.

    Raises ValidationError for a NUL, which no keyboard types.
    """

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return one_line(value) if isinstance(value, str) and "\x00" not in value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def validate_link(value: str) -> None:
    """Raises ValidationError for all but http and https, so that no `javascript:` is ever rendered."""
    if not value.lower().startswith(("https://", "http://")):
        raise ValidationError("Paste a link that starts with https://", code="link")


class LinkField(models.URLField):
    """A link to a web page. Without a scheme it is taken as https."""

    default_validators = [*models.URLField.default_validators, validate_link]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
