"""Words of an adviser, a comment or a note: saved once under the token of their form."""

from typing import Any
from uuid import uuid4

from django import forms

from apps.core.text import one_line
from apps.interviews.actions import NotPossible

LONGEST = 2000


class _LinesField(forms.CharField):
    """A browser sends two characters for the end of a line. What nobody can see is nothing."""

    def to_python(self, value: Any) -> str:
        lines = str(super().to_python(value)).replace("\r\n", "\n")
        return lines if len(lines) > LONGEST or "\x00" in lines or one_line(lines) else ""


class WordsForm(forms.Form):
    """`token` makes two presses one: it stays with the words until they are saved."""

    text = _LinesField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No `maxlength`, which would cut off what is pasted without a word.
        del self.fields["text"].widget.attrs["maxlength"]

    @property
    def words(self) -> dict[str, Any]:
        """For the action: the text and its token."""
        return {"text": self.cleaned_data["text"], "token": self.cleaned_data["token"] or uuid4()}

    def renew_token(self) -> None:
        """For words that were refused: the next press is another one."""
        self.data = {**dict(self.data.items()), "token": str(uuid4())}


class CommentForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Your comment"
        self.fields["text"].error_messages["required"] = "Write a sentence first."


class NoteForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "A note"
        self.fields["text"].help_text = "The student can read it any time."
        self.fields["text"].error_messages["required"] = "Write a sentence first."


class OtherWords(NotPossible):
    """The form was saved already, with other words."""


def refuse_other_words(made: Any, **sent: Any) -> None:
    """Raises OtherWords where what stands under the token is not what was sent."""
    if any(getattr(made, name) != value for name, value in sent.items()):
        raise OtherWords("This page saved other words already. To save these too, press once more.")
