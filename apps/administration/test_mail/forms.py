from django import forms
from django.core.exceptions import ValidationError

from apps.administration.test_mail.headers import checks_in, sender_in

_LONGEST = 100_000


class HeadersForm(forms.Form):
    """Headers of the test mail. They are read and not kept."""

    headers = forms.CharField(
        label="Headers of the test mail",
        help_text="In Gmail: “Show original”. In Outlook: “View message source” or “Properties”. Copy all of it and "
        "paste it here. We keep only whether SPF, DKIM and DMARC passed.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "Paste the headers of the test mail."},
    )

    def __init__(self, *args: object, sender: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._sender = sender.lower()

    def clean_headers(self) -> dict[str, str]:
        """What they say, as `checks_in` gives it."""
        text = self.cleaned_data["headers"]
        if len(text) > _LONGEST:
            raise ValidationError("That is very long. Paste the headers alone: all lines above the text of the mail.")
        other = sender_in(text)
        if other and other != self._sender:
            raise ValidationError(f"These are headers of another mail: it did not come from {self._sender}.")
        checks = checks_in(text)
        if not checks:
            raise ValidationError(
                "It has no line “Authentication-Results”. Paste all headers, or ask whoever runs your mail."
            )
        return checks
