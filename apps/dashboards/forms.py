from django import forms

from apps.core.form_fields import OneLineField
from apps.interviews.models import Exclusion


class ExclusionForm(forms.Form):
    reason = OneLineField(
        label="Why does it not count?",
        max_length=Exclusion._meta.get_field("reason").max_length,
        help_text="The student sees this reason.",
        error_messages={"required": "Say why in a few words. The student sees it."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
