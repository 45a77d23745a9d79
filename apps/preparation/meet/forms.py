from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from apps.interviews.notes.models import LONGEST
from apps.preparation.meet.screens import Screen


class MeetForm(forms.Form):
    """A note for each screen, with the text that it had when the page was opened. Their names are `body-`, `base-` and
    `follow_up-`, and the key.
    """

    def __init__(self, data: Any = None, *, screens: Iterable[Screen]) -> None:
        super().__init__(data)
        self.screens = list(screens)
        for screen in self.screens:
            key, note = screen.key, screen.note
            # No `maxlength`, which would cut off what is pasted without a word.
            self.fields[f"body-{key}"] = forms.CharField(
                label=screen.heading,
                required=False,
                strip=False,
                initial=note.body,
                widget=forms.Textarea(attrs={"rows": 6, "class": "own own--write"}),
            )
            self.fields[f"base-{key}"] = forms.CharField(
                required=False, strip=False, initial=note.body, widget=forms.HiddenInput
            )
            self.fields[f"follow_up-{key}"] = forms.BooleanField(
                label="Follow up on this", required=False, initial=note.follow_up, show_hidden_initial=True
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each screen with its fields, for the page."""
        for screen in self.screens:
            names = ("body", "base", "follow_up")
            yield {"screen": screen, **{name: self[f"{name}-{screen.key}"] for name in names}}

    def clean(self) -> dict[str, Any]:
        for key in (screen.key for screen in self.screens):
            if len(self.cleaned_data.get(f"body-{key}", "").replace("\r\n", "\n")) > LONGEST:
                self.add_error(f"body-{key}", f"That is longer than {LONGEST:,} letters. Shorten it.")
        return self.cleaned_data

    def changes(self) -> Iterator[dict[str, Any]]:
        """What was written or marked since the page was opened, as `write_notes` takes it."""
        for screen in self.screens:
            body, base = (self.cleaned_data[f"{name}-{screen.key}"] for name in ("body", "base"))
            is_marked = f"follow_up-{screen.key}" in self.changed_data
            if f"body-{screen.key}" in self.data and (body != base or is_marked):
                yield {
                    "key": screen.key,
                    "heading": screen.heading,
                    "base": base,
                    "body": body,
                    "follow_up": self.cleaned_data[f"follow_up-{screen.key}"] if is_marked else None,
                }
