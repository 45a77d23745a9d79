"""Content of the program: its reflection questions and its fields of interest."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.administration.base import BaseAdmin, UndeletableAdmin
from apps.administration.site import site
from apps.campus.models import FieldOfInterest
from apps.guidance.actions import set_retired
from apps.guidance.models import ReflectionQuestion


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
