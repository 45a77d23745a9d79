"""Content of the program: its reflection questions, its fields of interest, and the texts that it may change."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest

from apps.administration.base import BaseAdmin, UndeletableAdmin
from apps.administration.site import site
from apps.administration.texts import LinesField, StateFilter, TextAdmin, TextFilter, TextForm, in_words
from apps.advising.reasons import Reason
from apps.campus.models import FieldOfInterest
from apps.contacts.models import Source
from apps.guidance.actions import set_retired
from apps.guidance.content.entries import Channel, MessageKind, Place, Slot, Suits, Theme
from apps.guidance.content.shipped import shipped
from apps.guidance.models import (
    BankQuestionText,
    Content,
    FieldText,
    MessageTemplate,
    NudgeTemplate,
    PlaceToLook,
    PrimerText,
    ReflectionQuestion,
    RungText,
)


@admin.register(ReflectionQuestion, site=site)
class ReflectionQuestionAdmin(UndeletableAdmin):
    """A question is retired, not deleted: answers already given keep theirs."""

    list_display = ("text", "position", "asked")
    list_editable = ("position",)
    list_filter = ("retired",)
    search_fields = ("text",)
    actions = ("retire", "ask_again")
    fieldsets = (
        (
            None,
            {
                "fields": ("text", "position", "retired"),
                "description": "Asked after every interview, lowest position first. A retired question "
                "is no longer asked, and students keep the answers they gave.",
            },
        ),
    )

    @admin.display(description="asked", boolean=True, ordering="retired")
    def asked(self, question: ReflectionQuestion) -> bool:
        return not question.retired

    @admin.action(description="Retire: no longer ask", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[ReflectionQuestion]) -> None:
        self._set_retired(request, queryset, True)

    @admin.action(description="Ask again", permissions=["change"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[ReflectionQuestion]) -> None:
        self._set_retired(request, queryset, False)

    def _set_retired(self, request: HttpRequest, queryset: QuerySet[ReflectionQuestion], retired: bool) -> None:
        chosen = set_retired(questions=queryset, retired=retired)
        for question in chosen:
            self.log_change(request, question, [{"changed": {"fields": ["retired"]}}])
        done = "retired" if retired else "asked again"
        self.message_user(
            request,
            f"{len(chosen)} {'question is' if len(chosen) == 1 else 'questions are'} {done}.",
            messages.SUCCESS if chosen else messages.WARNING,
        )


@admin.register(FieldOfInterest, site=site)
class FieldOfInterestAdmin(BaseAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name",),
                "description": "Students choose from this list, and volunteers are found by it.",
            },
        ),
    )


def _some_of(choices: Any, label: str, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class RungFilter(TextFilter):
    title = "rung or research"
    parameter_name = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Source.choices, *Slot.choices]

    def keeps(self, row: PlaceToLook) -> bool:
        return self.value() in (*row.rungs, *row.slots)


class ChoiceFilter(TextFilter):
    """By the field that the parameter is called after, whose choices these are."""

    parameter_name: str
    of: ClassVar[type[TextChoices]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.of.choices)

    def keeps(self, row: Content) -> bool:
        chosen = getattr(row, self.parameter_name)
        return self.value() in (chosen if isinstance(chosen, list) else [chosen])


class ThemeFilter(ChoiceFilter):
    title = parameter_name = "theme"
    of = Theme


class SuitsFilter(ChoiceFilter):
    title, parameter_name = "whom it suits best", "suits"
    of = Suits


class KindFilter(ChoiceFilter):
    title = parameter_name = "kind"
    of = MessageKind


class ChannelFilter(ChoiceFilter):
    title = parameter_name = "channel"
    of = Channel


@admin.register(PrimerText, site=site)
class PrimerAdmin(TextAdmin):
    list_display = ("__str__", "state", "text")
    texts = ("title", "text")
    about = (
        "A student reads the primer in a minute, so keep it short. A part with figures shows once five or more people "
        "stand behind them."
    )


@admin.register(RungText, site=site)
class RungAdmin(TextAdmin):
    list_display = ("rung", "state", "question")
    texts = ("question", "lede", "example")
    about = "The rungs themselves are fixed. What a student reads at each is yours to change."
    has_own = False

    @admin.display(description="rung")
    def rung(self, row: RungText) -> str:
        return Source(row.key).label


class PlaceForm(TextForm):
    icon = forms.ChoiceField(
        choices=[(one, one.replace("-", " ")) for one in sorted({place.icon for place in shipped(Place).values()})]
    )
    rungs = _some_of(Source.choices, "People at these rungs")
    slots = _some_of(Slot.choices, "Facts for this research")


@admin.register(PlaceToLook, site=site)
class PlaceAdmin(TextAdmin):
    form = PlaceForm
    list_display = ("label", "state", "where")
    list_filter = (StateFilter, RungFilter)
    texts = ("label", "text", "url", "icon", "rungs", "slots")
    about = "A place and a line on how to search there."

    @admin.display(description="stands at")
    def where(self, row: PlaceToLook) -> str:
        return ", ".join([*in_words(row, "rungs").splitlines(), *in_words(row, "slots").splitlines()])


class FieldForm(TextForm):
    titles = LinesField(label="Job titles", longest=80, help_text="One a line. The first four are shown most often.")
    neighbor_lines = LinesField(
        label="Neighboring fields",
        longest=200,
        required=False,
        help_text="One a line: the field, a colon, and why. Education: many artists also teach.",
    )
    majors = LinesField(
        label="Majors",
        longest=80,
        required=False,
        help_text="One a line: how a word in the name of the major begins. “environ” finds Environmental Science.",
    )


@admin.register(FieldText, site=site)
class FieldTextAdmin(TextAdmin):
    form = FieldForm
    list_display = ("name", "state", "some_titles")
    texts = ("name", "titles", "neighbor_lines", "majors")
    about = "Students see the titles of the fields that they chose, and of the field that fits their major."

    @admin.display(description="job titles")
    def some_titles(self, row: FieldText) -> str:
        return ", ".join(row.titles)


class QuestionForm(TextForm):
    suits = _some_of(
        Suits.choices, "Suits best", "Students who talk to such people see it first. Choose none for everybody."
    )

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "cols": 60})}  # a whole question to see


@admin.register(BankQuestionText, site=site)
class QuestionAdmin(TextAdmin):
    form = QuestionForm
    list_display = ("text", "state", "theme", "suits_best", "is_starter")
    list_filter = (StateFilter, ThemeFilter, SuitsFilter)
    texts = ("text", "theme", "suits", "starter")
    about = (
        "A good question takes one breath to say and gets a story, not a yes or a no. It asks for no job and no favor. "
        "A student adds the starter set in one press."
    )

    @admin.display(description="suits best")
    def suits_best(self, row: BankQuestionText) -> str:
        return ", ".join(in_words(row, "suits").splitlines()) or "everybody"

    @admin.display(description="starter set")
    def is_starter(self, row: BankQuestionText) -> str:
        return "Yes" if row.starter else ""


class TemplateForm(TextForm):
    sources = _some_of(Source.choices, "Suits best", "For people known in these ways, students see it first.")


@admin.register(MessageTemplate, site=site)
class TemplateAdmin(TextAdmin):
    form = TemplateForm
    list_display = ("name", "state", "kind", "channel")
    list_filter = (StateFilter, KindFilter, ChannelFilter)
    texts = ("name", "kind", "channel", "sources", "subject", "body")
    about = (
        "A message thanks for the favor, asks for something small, and leaves the how and the when to them. What "
        "nobody has told Acquaint yet is a marked blank for the student."
    )


class NudgeForm(TextForm):
    reason = forms.ChoiceField(
        label="Suits best",
        choices=[("", "Every student"), *Reason.choices],
        required=False,
        help_text="An adviser who nudges mostly such students starts from it.",
    )


@admin.register(NudgeTemplate, site=site)
class NudgeTemplateAdmin(TextAdmin):
    form = NudgeForm
    list_display = ("name", "state", "suits_best")
    texts = ("name", "reason", "subject", "body")
    about = (
        "A nudge is kind and short, never blames, and offers something small. Advisers change it as they like before "
        "it goes."
    )

    @admin.display(description="suits best")
    def suits_best(self, row: NudgeTemplate) -> str:
        return Reason(row.reason).label if row.reason in Reason.values else "every student"
