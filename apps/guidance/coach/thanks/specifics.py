"""What a thank-you note takes up of what was said, as the student's notes have it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from apps.guidance.coach.prose import plain
from apps.guidance.coach.thanks.heard import AS_TOLD, LEARNED, QUOTED, TOLD
from apps.guidance.coach.thanks.steps import IN_TOUCH
from apps.guidance.coach.words import GENERAL, are_one, particular_words, stem

_FOLDER = Path(__file__).parent
# What is said in notes in one word is thanked for in another: one group a line.
_KIN = [frozenset(map(stem, line.split())) for line in (_FOLDER / "kin.txt").read_text(encoding="utf-8").splitlines()]
# Where they sat, what they ate, whom they have at home: it counts only where the notes have it, too.
_SMALL_TALK = frozenset(map(stem, (_FOLDER / "small_talk.txt").read_text(encoding="utf-8").split()))
# What a letter of thanks says to anybody: what is polite, and how the talk went. The same holds for it.
_LETTERS = frozenset(map(stem, (_FOLDER / "letters.txt").read_text(encoding="utf-8").split()))
# What keeps a student busy, and the plainest words. They count where the notes have them, and where it was heard.
_EVERYDAY = frozenset(map(stem, (_FOLDER / "everyday.txt").read_text(encoding="utf-8").split()))
_FITS_ANYBODY = _SMALL_TALK | _LETTERS | frozenset(map(stem, GENERAL))
# How they talked.
_HOW_WE_TALKED = re.compile(
    r"\b(?:your|such|much|so|great|with) (?:\w+ )?patien(?:ce|t)\b|"
    r"\bmy (?:\w+ )?(?:parents|mom|mother|dad|father|friends?|family|cousin|uncle|aunt|roommates?|professor|"
    r"adviser|teacher|"
    r"class|classes|girlfriend|boyfriend|wife|husband)\b|\b(?:your|the|in your|at your) office\b|"
    r"\b(?:this|last|next) (?:morning|afternoon|evening|night|week|month|year)\b|\btonight\b|"
    r"\b(?:over|for|on|by|via) (?:the |an? |our |that )?(?:\w+ )?(?:coffee|lunch|breakfast|dinner|tea|phone|zoom|"
    r"video|drinks?|cake)\b|"
    r"\b(?:phone|video|zoom|coffee|lunch) (?:call|chat|talk|conversation|meeting|interview|date|session)\b|"
    r"\b(?:on|of) (?:the )?\d{1,2}(?:st|nd|rd|th)\b|\bat \d{1,2}(?::\d\d)? ?[ap]m\b|\bafforded (?:me|us)\b|"
    r"\bpay it forward\b"
)
# The field, the employer and the job alone are nothing that was said.
_FRAME = re.compile(
    r"\b(?:(?:dream|talk|talking|talked|speak|speaking|spoke|chat|chatting|conversation|learn|learning|learned|meet|"
    r"meeting|interest|interested|passion|career|careers|job|future|life|world|field|industry|degree|path|experiences?|"
    r"insights?|knowledge|advice|tips|information|interview|questions?|work|working|position|role|major|more|"
    r"a?lot|much|deal|everything|things|stuff|curious|excited|hear|hearing|know|understand|understanding|idea|"
    r"picture|reality|"
    r"opportunit\w+|motivated|thinking|thoughts|time|day|visit|tour)"
    r"(?: (?:(?:with|to) )?(?:me|you|us))?(?: (?:so much|a ?lot|a great deal|more|better|everything|all))?"
    r" (?:about|in|into|of|on|as|for|from|at|around|within) (?:the |your |an? |being |working (?:in|as|at|with) |"
    r"becoming |how |"
    r"what |life as |life in )*(?:(?!(?:and|but|that|how|what|why|when|you|your|with|because|so)\b)[\w'-]+ ?){1,3})"
    r"(?=[.,!?;:)]|$|\band\b|\bwith\b|\bbut\b|\b(?:is|was|were|in person)\b|"
    r"\bon (?:\w+day|the phone)|\bat\b|\byesterday|\btoday|\blast|\bthis)|"
    r"\b(?:want|wanted|dream\w*) (?:to be|to become|of being|of becoming) an? [\w'-]+"
    r"(?=[.,!?]|$| (?:since|too|one|some)\b)|"
    r"\bme about (?:being|becoming|working as) an? [\w'-]+(?: (?:at|for|with|in)(?: [\w'-]+){1,3})?(?=[.,!?;:)]|$)|"
    r"\b(?:the|a|your) (?:[\w'-]+ )(?:field|industry|world|profession|sector|business|community|career)\b|"
    r"\bat (?:the |your |other |another |an? )?(?:[\w'-]+ ){0,2}?(?:company|office|bank|hospital|museum|school|"
    r"firm|lab|studio|shop|clinic|"
    r"library|farm|zoo|station|agency|department|restaurant|bakery)\b"
)
_GREETING = re.compile(r"^(?:dear|hi|hello|hey|good (?:day|morning|evening|afternoon)|yo|omg)\b[^,!.\n]{0,40}[,!.\n:]")
_CLOSING = re.compile(
    r"\b(?:regards|sincerely|yours|faithfully|respectfully|respect|best|wishes|thanks|warmly|gratefully|love|hugs|cheers|"
    r"greetings|cordially|kindly|appreciation),? (?:[\w'-]+ ?){1,3}$"
)
# "Have a good week, Paulina".
_SIGNED = re.compile(r"(?:,| -) ?(?:[\w'-]+ ?){1,2}\.?$")
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|mx|dr|prof|professor|sir|officer|sergeant|captain|coach|chef|judge) (?:van |de )?[\w'-]+"
)
_PRAISE = (
    r"(?:lovely|beautiful|perfect|amazing|great|awesome|cute|delicious|charming|funny|cozy|magic|magical|heavenly|"
    r"excellent|exquisite|insane|sick|contagious|divine|gorgeous|friendly|gracious|stunning|adorable|fantastic|"
    r"wonderful|incredible|best|dream|goals|cool|fun|nice|impressive|peaceful|sweet|elegant|fabulous|priceless)"
)
# What was pleasant, and what the writer brought along.
_CHATTER = re.compile(
    rf"\b(?:your|the|that|this) (?:(?!that\b)[\w'-]+ ){{1,8}}?"
    rf"(?:is|was|are|were|looks?|looked|smells?|smelled|tasted?|felt)"
    rf" (?:(?:so|such|really|very|an?|the|just|out|of|all|absolutely|totally|too|pretty|both|quite) )*{_PRAISE}\b|"
    r"\bi (?:(?:so|really|also|still|just|absolutely|truly) )*(?:loved?|adored?|enjoyed|admired?) "
    r"(?:your|the|meeting|seeing|visiting|every|trying|tasting|petting|riding)\b|"
    r"\b(?:thanks|thank you)\b[^.!?]{0,20}\bfor letting me (?:meet|try|climb|pet|sit|ride|hold|taste|play)\b|"
    r"\b(?:thanks|thank you)\b[^.!?]{0,20}\bfor the (?:\w+ )?"
    r"(?:ride|tour|hoodie|lunch|dinner|drinks?|snacks?|soup|meal|cake|welcome)\b|"
    r"\bi (?:grew up|was born|have always loved)\b|\bsince (?:i was|kindergarten|childhood)\b|"
    r"\bwhen i was (?:a|an|little|small|\w+ years)\b|\breminded me of\b|\bwe both\b|"
    r"\blike (?:a kid|coming home|a movie|a dream)\b|\bleft with a (?:\w+ )?(?:smile|heart)\b|"
    r"\bsay (?:hi|hello)\b|"
    r"\bgive (?:my (?:\w+ )?(?:regards|love|best|greetings|thanks)|him|her|them)\b"
)

_KIN_OF = {word: frozenset(n for n, kin in enumerate(_KIN) if word in kin) for word in frozenset().union(*_KIN)}
# "HVAC: winter is slow": of whom the notes are.
_HEAD = re.compile(r"^[\w' /-]{1,30}:")


def _particular(said: str) -> Iterator[str]:
    return particular_words(_FRAME.sub(" ", _HOW_WE_TALKED.sub(" ", IN_TOUCH.sub(" ", said))))


class Notes:
    """The words of the student's notes."""

    def __init__(self, notes: str) -> None:
        self._runs = {run for line in plain(notes).splitlines() for run in _runs(line)}
        self._words = set(particular_words(_HEAD.sub("", plain(notes))))
        self._kin = _kin(self._words)

    def are_taken_up(self, sentence: str) -> bool:
        """Whether a sentence that `plain` made is about something in the notes."""
        if QUOTED.search(sentence) or not self._runs.isdisjoint(_runs(sentence)):
            return True
        sentence = _GREETING.sub("", sentence).strip()
        words = set(_particular(sentence))
        if _CHATTER.search(sentence):
            words -= _SMALL_TALK
            return any(are_one(word, noted) for word in words for noted in self._words)
        if any(are_one(word, noted) for word in words for noted in self._words):
            return True
        told, learned = _what(TOLD, sentence), _what(LEARNED, sentence)
        if not self._kin.isdisjoint(_kin(told | learned | words - _SMALL_TALK)):
            return True
        if words - _FITS_ANYBODY and AS_TOLD.search(sentence):
            return True
        return len(told - _FITS_ANYBODY | learned - _SMALL_TALK) >= 2


def _what(form: re.Pattern[str], sentence: str) -> set[str]:
    return {word for found in form.finditer(sentence) for word in _particular(found["what"])}


_MANY = 3


def is_full_of_particulars(said: Iterable[str]) -> bool:
    """Whether sentences that `plain` made say much that fits no other conversation, with hardly any small talk."""
    particular, small_talk = set[str](), set[str]()
    for sentence in said:
        # A name above or below the note is none.
        told = _TITLED.sub(" ", _GREETING.sub("", _SIGNED.sub("", _CLOSING.sub("", sentence))))
        words = set(_particular(told)) if len(sentence.split()) > 3 else set[str]()
        if _CHATTER.search(sentence):
            small_talk.add(sentence)
        else:
            particular |= words - _FITS_ANYBODY - _EVERYDAY
            small_talk |= words & _SMALL_TALK
    return len(particular) >= _MANY and len(small_talk) <= 1


def _kin(words: Iterable[str]) -> set[int]:
    return {group for word in words for group in _KIN_OF.get(word, ())}


def _runs(line: str) -> Iterator[tuple[str, ...]]:
    """Each four words in a row: "one thing at a time" says something that none of its words does."""
    words = re.findall(r"[a-z']+", line)
    return zip(words, words[1:], words[2:], words[3:], strict=False)
