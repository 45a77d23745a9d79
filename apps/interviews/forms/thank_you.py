from django import forms


class ThankYouForm(forms.Form):
    """The draft of the note. An empty one is kept too: the student may thank in their own way."""

    body = forms.CharField(
        label="Your thank-you note",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 13}),
    )
