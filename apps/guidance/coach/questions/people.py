"""Asking for more people to talk to."""

import re

from apps.guidance.coach.prose import plain

_PEOPLE = (
    r"(?:who|whom|anyone|anybody|someone|somebody|people|persons?|names?|colleagues?|friends?|others?|alumni|contacts?|"
    r"\w+ (?:who|that))"
)
_ASKED_FOR = re.compile(
    r"\bwho (?:else|next|(?:do you know|should|could|can|would|might) )\b|\bwho(?:m)? (?:would|should|could|can|"
    r"might|do) (?:you|i)\b|"
    rf"\b{_PEOPLE} (?:else )?(?:\w+ ){{0,4}}?(?:i|we) (?:should|could|can|might|may|ought to) (?:also )?(?:talk|"
    rf"speak|ask|meet|contact|call|"
    r"write|reach|turn|get in touch|interview|learn from)\b|"
    rf"\b(?:know|suggest|recommend|think of|name|introduce me to|point me to|connect me (?:with|to)|put me in "
    rf"touch with|give me the names? of) "
    rf"(?:\w+ ){{0,3}}?{_PEOPLE}\b|\b(?:introduce me|put me in touch|connect me)\b|\buse your name\b"
)


def asks_for_people(text: str) -> bool:
    return _ASKED_FOR.search(plain(text)) is not None
