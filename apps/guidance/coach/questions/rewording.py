"""The same question in open words, where a yes-or-no question has a form that can be turned."""

import re
from collections.abc import Callable

from apps.guidance.coach.prose import shaped, spelled_out

_ADJECTIVE = (
    r"(?P<what>(?:(?:very|really|so|too) )?(?:hard|difficult|tough|stressful|dangerous|boring|exciting|lonely|fun|"
    r"scary|risky|competitive|"
    r"creative|physical|exhausting|rewarding|challenging|intense|political|diverse|strict|flexible|repetitive|"
    r"dirty|emotional|draining|"
    r"demanding|chaotic|predictable|social|technical|hectic|tiring|important|safe|secure|stable|busy))"
)
_ASIDES = r"(?:(?:also|ever|still|really|actually|often|sometimes|usually|always) )*"
_LATER = r"(?: sometimes| at all| often| much)?"
_YOU_FEEL = r"(?P<what>(?:happy|satisfied|content|proud|comfortable|pleased|glad)\b.*?)"
_Turn = tuple[str, str | Callable[[re.Match[str]], str]]


def _how_much(found: re.Match[str]) -> str:
    be = found["be"].lower()
    return f"How {found['what']} {be} {found['who']}, and what {'makes' if be in ('is', 'are') else 'made'} it so?"


_TURNS: list[_Turn] = [
    (rf"do you {_ASIDES}(?:like|love|enjoy) (?P<what>.+)", "What do you like most about {what}, and what least?"),
    (rf"did you {_ASIDES}(?:like|love|enjoy) (?P<what>.+)", "What did you like most about {what}, and what least?"),
    (
        rf"(?P<be>is|are|was|were) (?P<who>(?!it\b|there\b|this\b|that\b|you\b|i\b|we\b).+?) {_ADJECTIVE}(?:,? or "
        rf"not(?: really)?)?",
        _how_much,
    ),
    (
        r"would you (?:do|choose|pick|study) (?P<what>.+?) (?:all over )?again",
        "If you chose again, what would you do the same way, and what differently?",
    ),
    (r"(?:have|did) you always want(?:ed)? to (?P<what>.+)", "How did you come to want to {what}?"),
    (
        r"have you ever (?P<what>(?!read\b|seen\b|met\b|heard\b|been to\b)\w+(?:ed|ought|ad|en|un|one|ost|elt|"
        r"ade)\b.*)",
        "When have you {what}, and what happened?",
    ),
    (r"do you ever (?P<what>.+)", "When do you {what}, and what do you do then?"),
    (
        rf"do you {_ASIDES}have to (?P<what>(?!be\b|have\b).+?){_LATER}",
        "How often do you have to {what}, and how do you deal with it?",
    ),
    (rf"do you {_ASIDES}get to (?P<what>.+)", "When do you get to {what}?"),
    (
        rf"do you {_ASIDES}(?P<what>(?:get along|keep up|cope|stay in shape|find time|make time)\b.*)",
        "How do you {what}?",
    ),
    (
        r"is it (?:true|right|correct|fair to say|the case) that (?P<what>.+)",
        "How true is it that {what}, from what you have seen?",
    ),
    (
        r"(?P<be>is|are) (?P<what>.+?) (?:really )?worth (?:it|the (?:money|debt|time|effort|trouble))",
        "When {be} {what} worth it, and when not?",
    ),
    (r"should i (?P<what>.+)", "What should I think about before I {what}?"),
    (
        r"(?P<be>does|did|do|has|have) (?P<who>(?!you\b|i\b|it\b).+?) (?P<what>(?:help|change|affect|influence|shape|"
        r"prepare|fit|compare|"
        r"helped|changed|affected|influenced|shaped|prepared)\b(?!.*\bor not\b).*)",
        "How {be} {who} {what}?",
    ),
    (rf"are you {_ASIDES}{_YOU_FEEL}", "What makes you {what}, and what would you change?"),
    (
        rf"(?:could|can|would) you (?:please )?(?:tell me|let me know|say) (?:if|whether) you(?: are|'re) "
        rf"{_ASIDES}{_YOU_FEEL}",
        "What makes you {what}, and what would you change?",
    ),
    (r"did you have an? (?:\w+ )?mentor.*", "Who helped you along the way, and how?"),
    (
        r"is there a lot of (?P<what>\w+)(?P<where> .*)?",
        "How much {what} is there{where}, and how do you deal with it?",
    ),
    (
        r"can (?P<who>(?!you\b|i\b|we\b|someone\b|one\b|somebody\b|an?\b|the\b|this\b|that\b|it\b)\w+s) (?:really |"
        r"still )?(?P<what>.+)",
        "How do {who} {what}?",
    ),
    (
        r"can (?:you|people|one) (?:really |still )?(?P<what>(?:make|live|have|raise|get|stay|keep|be)\b.+)",
        "How do people {what}?",
    ),
]
_COMPILED = [
    (re.compile(rf"(?:(?:so|and|well|ok|okay|please|but),? )?{form}", re.IGNORECASE | re.DOTALL), turn)
    for form, turn in _TURNS
]
_SENTENCE = re.compile(r"[^.?!]+[.?!]*\s*")


def reworded(text: str) -> str:
    """`text` with its last sentence in open words; empty where its form is none that can be turned."""
    *before, last = _SENTENCE.findall(spelled_out(shaped(text)).strip()) or [""]
    for form, turn in _COMPILED:
        if found := form.fullmatch(last.rstrip(" ?!.\n")):
            turned = turn(found) if callable(turn) else turn.format_map(_lower(found))
            return "".join(before) + turned
    return ""


def _lower(found: re.Match[str]) -> dict[str, str]:
    said = {name: value or "" for name, value in found.groupdict().items()}
    return {name: value.lower() if name == "be" else value for name, value in said.items()}
