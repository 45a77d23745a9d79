from django import forms


class ThankYouForm(forms.Form):
    """The draft of the note."""

    body = forms.CharField(
        label="Your thank-you note",
        max_length=10_000,
        error_messages={"required": "Write a line first. Two are enough."},
        widget=forms.Textarea(attrs={"rows": 13}),
    )
