import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from apps.administration.campus.pictures import NoPicture, Picture, redrawn
from apps.administration.meanwhile import FollowsItsRow
from apps.campus import colors
from apps.campus.models import Campus
from apps.campus.zones import zone_choices
from apps.core.text import one_line

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_BETWEEN = re.compile(r"[,;\s]+")
_MOST_DOMAINS, _LONGEST = 20, 10_000


class DomainsField(forms.CharField):
    """Domains of email as a list, typed one a line or with commas. "@Campus.edu" is taken as "campus.edu"."""

    widget = forms.Textarea(attrs={"rows": 3, "autocapitalize": "none", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        if len(text) > _LONGEST:
            raise ValidationError("That is too long. Write at most 20 domains, one on each line.")
        found: list[str] = []
        for typed in filter(None, map(one_line, _BETWEEN.split(text))):
            domain = _ascii(typed.removeprefix("@").rstrip("."))
            if not _DOMAIN.fullmatch(domain):
                raise ValidationError(
                    "“%(typed)s” is no domain. Write what comes after the @, such as fairhaven.example, one on each "
                    "line.",
                    params={"typed": typed[:60]},
                )
            if domain not in found:
                found.append(domain)
        if len(found) > _MOST_DOMAINS:
            raise ValidationError("Write at most 20 domains.")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        opened = self.prepare_value(initial) or ""
        return super().has_changed("\n".join(opened.splitlines()), "\n".join((data or "").splitlines()))


def _ascii(domain: str) -> str:
    """As mail servers write it: "xn--..." for a domain in another script. Empty for what is none."""
    try:
        return domain.lower().encode("idna").decode()
    except UnicodeError:
        return ""


class CampusForm(FollowsItsRow):
    """`nearest` is the nearest color that can be read, where the one that was typed cannot."""

    nearest = ""
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="For everybody who has not chosen one.",
        error_messages={
            "required": "Choose a time zone from the list, such as America/New_York.",
            "invalid_choice": "Choose a time zone from the list, such as America/New_York.",
        },
    )
    accent = forms.CharField(
        label="Accent color",
        required=False,
        max_length=20,
        help_text="The color of links and buttons: # and six digits or letters, such as #3d3a9e. In dark mode it is "
        "lighter. Don’t use amber or red: here amber means that time runs out, and red means a mistake. Leave it empty "
        "for Acquaint’s own color.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email_domains = DomainsField(
        label="Domains of campus email",
        required=False,
        help_text="One on each line, or with commas between them, such as fairhaven.example. A roster may have other "
        "addresses, and the import says so. Whoever joins with a code needs an address at one of these.",
    )

    class Meta:
        model = Campus
        fields: ClassVar[list[str]] = [
            "name",
            "center_name",
            "postal_address",
            "time_zone",
            "accent",
            "sender_name",
            "sender_email",
            "help_email",
            "email_domains",
        ]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name of the campus",
            "center_name": "Name of the center",
            "sender_name": "Sender’s name",
            "sender_email": "Sender’s email",
            "help_email": "Email for help",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "name": "As students say it, such as Fairhaven State.",
            "postal_address": "At the bottom of every email.",
            "sender_name": "What people see as the sender, such as Fairhaven State Career Center.",
            "help_email": "Answers to Acquaint’s mail go here, so a person should read it. If it is empty, they go "
            "to the sender.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "name": {"required": "Add the name of the campus."},
            "center_name": {"required": "Add the name of the center, such as Career Center."},
            "sender_name": {"required": "Add a name for the sender."},
            "sender_email": {"invalid": "Write the whole address, such as careers@fairhaven.example."},
            "help_email": {"invalid": "Write the whole address, such as careers@fairhaven.example."},
        }

    def __init__(self, *args: Any, default_sender: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(present=self.initial["time_zone"])  # type: ignore[attr-defined]
        self["sender_email"].help_text = f"Leave it empty to send from {default_sender}."

    def clean_accent(self) -> str:
        typed = self.cleaned_data["accent"]
        if not typed:
            return ""
        accent = colors.named(typed)
        if not accent:
            raise ValidationError("Write # and six digits or letters, such as #3d3a9e.")
        if not colors.is_readable(accent):
            self.nearest = colors.nearest_readable(accent)
            raise ValidationError(
                "%(accent)s is too light to read on these pages. The nearest color that works is %(nearest)s.",
                params={"accent": accent, "nearest": self.nearest},
            )
        return accent


class LogoForm(forms.Form):
    logo = forms.FileField(
        label="Logo",
        help_text="A PNG or JPEG picture of at most 5 MB. It is made smaller, to 400 pixels at most.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={
            "required": "Choose a picture first.",
            "empty": "This file is empty. Choose another one.",
            "invalid": "Choose a picture first.",
        },
    )

    def clean_logo(self) -> Picture:
        try:
            return redrawn(self.cleaned_data["logo"].read())
        except NoPicture as refusal:
            raise ValidationError(str(refusal)) from refusal
