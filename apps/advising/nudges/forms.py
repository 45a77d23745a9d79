from typing import Any

from django import forms

from apps.core.form_fields import OneLineField
from apps.core.text import row_id
from apps.guidance.content.placeholders import NUDGE, check


class IdsField(forms.Field):
    """Ids of rows, each once, in the order sent. What is no id is left out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        found = (row_id(str(each)) for each in value or [])
        return list(dict.fromkeys(each for each in found if each))


class NudgeForm(forms.Form):
    """The message with its placeholders, and whom the page showed. `aside_…` is the text in whose place another one was
    started; `to` are those who were to get it as the page showed them, and `passed` the recent nudges that it showed,
    which `also` passes over.
    """

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "This page was not whole. Press the button once more."),
    )
    template = forms.CharField(label="Start from", max_length=80, required=False)
    subject = OneLineField(
        label="Subject",
        max_length=150,
        error_messages={"required": "Add a subject."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label="Message",
        max_length=3_000,
        error_messages={"required": "Write a line first. Or start from one of the texts above."},
        widget=forms.Textarea(attrs={"rows": 11}),
    )
    aside_subject = OneLineField(max_length=150, required=False, widget=forms.HiddenInput)
    aside_body = forms.CharField(max_length=3_000, required=False, widget=forms.HiddenInput)
    s = IdsField(required=False)
    to = IdsField(required=False)
    also = IdsField(required=False)
    passed = IdsField(required=False)
    show = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("subject", "body"):
            # A browser would cut what is pasted, and say nothing.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_subject(self) -> str:
        check(self.cleaned_data["subject"], NUDGE)
        return str(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        """With line breaks as the database has them: browsers send two letters for each."""
        body = "\n".join(str(self.cleaned_data["body"]).splitlines())
        check(body, NUDGE)
        return body

    def ids(self, name: str) -> list[int]:
        """As they were sent, whatever else is wrong; otherwise as the page begins."""
        return IdsField().to_python(self[name].value())

    @property
    def words(self) -> tuple[str, str]:
        """Subject and body as they stand in the form."""
        subject, body = (str(self[name].value() or "") for name in ("subject", "body"))
        return subject, "\n".join(body.splitlines())
