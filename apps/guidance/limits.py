"""How much each channel takes. The numbers are the campus's."""

from dataclasses import dataclass

from apps.campus.models import Campus
from apps.guidance.content.entries import Channel


@dataclass(frozen=True)
class Limit:
    """So many words, which spaces part, or so many characters, as they are typed."""

    words: int | None = None
    characters: int | None = None

    @property
    def most(self) -> int:
        return self.words or self.characters or 0

    @property
    def unit(self) -> str:
        return "words" if self.words else "characters"

    def count(self, text: str) -> int:
        """How much of the limit `text` takes."""
        return len(text.split()) if self.words else len(text)

    def is_passed_by(self, text: str) -> bool:
        return self.count(text) > self.most

    def __str__(self) -> str:
        return f"{self.most} {self.unit}"


def limit_of(campus: Campus, channel: str) -> Limit:
    match channel:
        case Channel.TEXT:
            return Limit(words=campus.outreach_text_words)
        case Channel.LINKEDIN:
            return Limit(characters=campus.outreach_linkedin_characters)
    return Limit(words=campus.outreach_email_words)
