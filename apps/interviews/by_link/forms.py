from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.interviews.life.forms import CloseForm
from apps.interviews.log.forms import ConfirmForm
from apps.interviews.models import NO_SHOWS, Exit, Interview


class LogByLinkForm(ConfirmForm):
    """It happened. When and how long are as planned where they are left empty: the page shows neither of the plan."""

    version = None  # type: ignore[assignment]  # it replaces nothing that the page could show

    def __init__(self, data: Any, *, interview: Interview, zone: ZoneInfo, as_of: datetime) -> None:
        super().__init__(data, zone=zone, as_of=as_of, initial={"format": interview.format})
        self._planned = interview
        for name in ("held_at", "minutes"):
            self.fields[name].required = False
        self.fields["held_at"].label = "When did it start?"
        self.fields["held_at"].help_text = "By the clock in your Acquaint settings."
        self.fields["learned"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "held_at" in data:
            data["held_at"] = data["held_at"] or self._planned.starts_at
        if "minutes" in data and data["minutes"] is None:
            data["minutes"] = self._planned.minutes
            if data["minutes"] is None:  # planned as messages, which have no length
                self.add_error("minutes", self.fields["minutes"].error_messages["required"])
        return super().clean()

    @property
    def corrects(self) -> bool:
        """Whether the part that corrects when and how long must be seen."""
        return bool({"held_at", "held_at_fold", "minutes"} & {*self.errors}) or self.asks_which


class CloseByLinkForm(CloseForm):
    """It was planned and its time has passed: an answer to the request is no longer what is asked."""

    def __init__(self, data: Any) -> None:
        super().__init__(data, begun=True)
        choices = [(exit.value, exit.label) for exit in (Exit.CANCELLED, *NO_SHOWS)]
        self.fields["exit"].choices = choices  # type: ignore[attr-defined]
