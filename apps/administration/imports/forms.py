from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.administration.imports.kinds import refuse_what_is_no_table
from apps.administration.models import Import
from apps.cohorts.models import Cohort
from apps.core.tables.book import LARGEST_FILE, Unreadable
from apps.core.tables.reading import read

_LOOKED_AT = 200_000  # bytes: read in a moment, so that the page itself says what is wrong with it
_TOO_LARGE = "This file has more than 10 MB. Leave out columns and sheets that nobody needs, and save it again."


class _CohortField(forms.ModelChoiceField):
    def label_from_instance(self, cohort: Any) -> str:
        return f"{cohort.name}, {cohort.term.name}"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="CSV or XLSX, at most 10 MB. The first row with headings is found by itself.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty.",
            "missing": "Choose a file.",
            "invalid": "Choose a file.",
        },
    )
    cohort = _CohortField(
        label="Cohort of rows that name none",
        help_text="Leave it empty where the file has a column for the cohort, or to add students to no cohort yet.",
        queryset=Cohort.objects.none(),
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Choose a cohort from the list. This one has ended or is gone."},
    )

    def __init__(self, *args: Any, kind: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        if kind == Import.Kind.VOLUNTEERS:
            del self.fields["cohort"]
        else:
            running = Cohort.objects.filter(archived_at=None, due_on__gte=today).select_related("term")
            self.fields["cohort"].queryset = running  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_TOO_LARGE)
        if (file.size or 0) <= _LOOKED_AT:
            try:
                refuse_what_is_no_table(read(file.read(), file.name or ""), self._kind)
            except Unreadable as error:
                raise forms.ValidationError(str(error)) from error
            file.seek(0)
        return file
