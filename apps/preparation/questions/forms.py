from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from apps.core.form_fields import OneLineField
from apps.core.text import row_id
from apps.core.versions import VersionedForm, version_of
from apps.guidance.content.entries import BankQuestion
from apps.preparation.models import Question

_LONGEST = Question._meta.get_field("text").max_length


class OwnQuestionForm(forms.Form):
    """A question by hand. `after` is the newest one that the page showed."""

    text = OneLineField(
        label="Or write your own",
        max_length=_LONGEST,
        error_messages={"required": "Write your question first."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    after = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, listed: Iterable[Question] = ()) -> None:
        after = max((one.pk for one in listed), default=0)
        super().__init__(data, initial={"after": after}, auto_id="own_%s")

    def clean_after(self) -> int:
        return row_id(self.cleaned_data["after"]) or 0


class WordsForm(VersionedForm):
    """The words of one question. The page has one for each, so their fields have ids of their own."""

    text = OneLineField(
        label="Your question",
        max_length=_LONGEST,
        error_messages={"required": "Write the question, or remove it from your list."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, question: Question, data: Any = None) -> None:
        initial = {"text": question.text, "version": version_of(question)}
        super().__init__(data, initial=initial, auto_id=f"q{question.pk}_%s")
        self.question = question


class PicksForm(forms.Form):
    """Boxes of the bank, named `keys`. What the program left out since the page was shown is no mistake of theirs."""

    def __init__(self, data: QueryDict, *, bank: Iterable[BankQuestion]) -> None:
        super().__init__(data)
        self.ticked = set(data.getlist("keys")) & {one.key for one in bank}

    def clean(self) -> None:
        if not self.ticked:
            raise ValidationError("Tick a question of the bank first.")


class RemovedForm(forms.Form):
    """A question that was removed, as it was."""

    text = OneLineField(max_length=_LONGEST, widget=forms.HiddenInput)
    bank_key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(min_value=0, max_value=1_000, widget=forms.HiddenInput)
    is_referral = forms.BooleanField(required=False, widget=forms.HiddenInput)
