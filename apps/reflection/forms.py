from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import get_text_list

from apps.core.versions import VersionedForm, version_of
from apps.guidance.models import ReflectionQuestion
from apps.reflection.models import Reflection, Verdict

_NERVES = [("1", "1 calm"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5 very nervous")]


def _nerves(value: str) -> int | None:
    return int(value) if value else None


def who_reads(readers: Sequence[str]) -> str:
    """Before it is shared: with whom, by name."""
    if not readers:
        return "No adviser looks after a cohort of yours at present. Whoever does later can read it then."
    return f"Then {get_text_list(list(readers), 'and')} can read it, and so can whoever looks after your cohort later."


class ReflectionForm(VersionedForm):
    """One field for each question, nerves before and after (1 to 5), a verdict, and who may read it."""

    nerves_before = forms.TypedChoiceField(
        label="Nerves before",
        choices=_NERVES,
        coerce=_nerves,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    nerves_after = forms.TypedChoiceField(
        label="Nerves after",
        choices=_NERVES,
        coerce=_nerves,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    verdict = forms.ChoiceField(
        label="How do you see this work now?",
        help_text="Ruling it out is a good result, too.",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    shared = forms.BooleanField(label="My adviser may read this reflection", required=False)

    def __init__(
        self,
        *args: Any,
        questions: list[ReflectionQuestion],
        reflection: Reflection | None,
        readers: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"].help_text = who_reads(readers)
        self.questions = questions
        written = {answer.question_id: answer.text for answer in reflection.answers.all()} if reflection else {}
        for question in questions:
            self.fields[f"answer_{question.pk}"] = forms.CharField(
                label=question.text,
                initial=written.get(question.pk, ""),
                max_length=10_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["version"].initial = version_of(reflection)
        if reflection:
            for name in ("nerves_before", "nerves_after", "verdict"):
                self.fields[name].initial = getattr(reflection, name)
            self.fields["shared"].initial = reflection.is_shared
        self.order_fields(
            [
                "nerves_before",
                "nerves_after",
                *(f"answer_{question.pk}" for question in questions),
                "verdict",
                "shared",
            ]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in cleaned if name not in ("shared", "version")):
            raise forms.ValidationError("Answer at least one question. A few words are enough.")
        return cleaned

    def answers(self) -> dict[int, str]:
        """What was written, by question id; an empty text where nothing was."""
        return {question.pk: self.cleaned_data[f"answer_{question.pk}"].strip() for question in self.questions}
