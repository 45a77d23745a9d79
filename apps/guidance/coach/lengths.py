"""How long the writer asks for: a number and a unit, a named part of an hour, or two times of a clock."""

import re

from apps.guidance.coach.prose import plain, sentences

_TENS = "twenty|thirty|forty|fifty|sixty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]5)?|1/2|(?:{_TENS})(?:[ -](?:{_ONES}))?|ten|eleven|twelve|fifteen|eighteen|{_ONES})"
_RANGE = rf"{_NUMBER}(?:(?: ?(?:-|/|to|or|,? maybe) ?| to at most ){_NUMBER})?"
_OF = r"(?: (?:short|quick|little|brief|full|free|whole|single|good|quiet|spare|or so))?(?: of your)?"
_MINUTES = rf"(?P<minutes>{_RANGE})(?: |-)?{_OF} ?-?(?:minutes?|mins?|m|min\.)(?![\w])"
_HOURS = (
    r"(?:(?:[1-3](?:[.,]5)?|one|two|three)(?: ?(?:-|/|to|or) ?(?:[1-4]|two|three))? ?-?(?:hours?|hrs?|h)"
    r"\b|(?:a )?half(?: an| of an|-an|-| a)? ?hours?\b|halfhour|half hr|"
    r"(?:a |one )?quarter(?:s)?(?: of an|-| )? ?hour|"
    r"(?<!half )(?<!within )\b(?:an|a full|a whole|a single|a short|a spare|a free) hour\b)"
)
_LENGTH = re.compile(rf"(?<![\w$:/.]){_MINUTES}|(?<![\w$:/.])(?P<hours>{_HOURS})")
# "Do you have a quick 15?"
_BARE = re.compile(
    r"\b(?:quick|short|brief|spare|(?:spare|give|lend) me|(?:have|get|borrow) (?:a )?)(?: little| quick)? ? "
    r"(?:10|15|20|25|30|ten|fifteen|twenty|thirty)(?=[ ?.,!]|$)"
)

# Time that passes elsewhere: how far, how often, how late, how long something else is or took.
_ELSEWHERE_AFTER = re.compile(
    r"^ ?(?:of \w+ )?(?:a|per|each|every|/) ?(?:day|week|month|night|shift|semester)|^ ?(?:weekly|a piece)|"
    r"^ ?(?:-| )?(?:(?!before|after|of|on|in|by|for|with|at|to|over|or|and)\w+ )?(?:away|from here|from "
    r"(?:campus|my|your|the|where)|ago|late|early|earlier|later|north|south|east|west|"
    r"drive|walk|ride|commute|bus|flight|course|class|lecture|shift|workday|workweek|documentary|film|"
    r"movie|video|episode|"
    r"podcast|long\b|exam|mile|plank|run\b|rule|read\b|recipe|by (?:bus|car|train|foot)|down the|up the|"
    r"outside|of (?:footage|sleep|homework|"
    r"work|traffic|driving|labor|practice|training|community|service|clinical|volunteer|observation))"
)
_ELSEWHERE_BEFORE = re.compile(
    r"(?:\b(?:within|every|last|past|after|took(?: me)?|takes me|drove|waited|drive|commute|walked|studied|lasted|"
    r"slept|stood|sat|spent|ran|worked|(?<!your )work|works|live|lives|lived|logged|completed|watched|listened|"
    r"talked|spoke|chatted|"
    r"for the (?:last|past|first)|first|(?:it|reel|film|video|song|drive|walk|class|lecture|script|"
    r"episode|commute) (?:is|was|runs)|(?:ends?|starts?|begins?|leaves?|closes?|due|back|over) in)(?: for|"
    r" only| about| almost| over| nearly| up to| the)*|"
    r"\b(?:rush|happy|office|opening|business|visiting|late|early|small)) $"
)

_CLOCK = r"\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|h|o'clock)?|noon|midday"
_BETWEEN = re.compile(
    rf"(?:(?P<from>from|between) )?(?<![\d:/])(?P<begin>{_CLOCK}) ?(?P<to>-|to|until|till|and) "
    rf"?(?P<end>{_CLOCK})(?![\d/%])"
)
# Longer than this, two times say when the writer is free and not how long it takes, but for a visit that is asked for.
_LONGEST_SLOT = 60
_LONGEST_VISIT = 240
_VISIT_ASKED = re.compile(r"\b(?:could|may|might|can) (?:i|we)\b|\bi (?:would|will)\b|\b(?:a|the) visit\b|\blet me\b")
_WHEN_FREE = re.compile(
    r"\b(?:free|available|availability|(?:am|be) around|open|any ?time|between|some ?time|whenever|classes?|class|"
    r"work|works|shift|"
    r"busy|hours|window|reach\w*|slots?|day)\b"
)


def _at(clock: str) -> tuple[int, bool]:
    """The minute of the half day, and whether it can be nothing but a time."""
    if clock in ("noon", "midday"):
        return 0, True
    hour, minute = re.match(r"(\d+)(?:[:.](\d\d))?", clock).groups()  # type: ignore[union-attr]
    return int(hour) % 12 * 60 + int(minute or 0), bool(minute) or not clock.strip().isdigit()


def _slot(sentence: str) -> str:
    for found in _BETWEEN.finditer(sentence):
        (begin, begin_sure), (end, end_sure) = _at(found["begin"]), _at(found["end"])
        apart = (end - begin) % (12 * 60)
        if found["to"] == "and" and found["from"] != "between":
            continue
        sure = begin_sure or end_sure or (found["from"] == "from" and re.search(r"day\b|tomorrow", sentence))
        # "One morning, from 8 to 11."
        asked = _VISIT_ASKED.search(sentence[: found.start()]) and not _WHEN_FREE.search(sentence[: found.end()])
        if asked and 0 < apart <= _LONGEST_VISIT:
            return found.group()
        if sure and 0 < apart <= _LONGEST_SLOT - (found["from"] == "between"):
            return found.group()
    return ""


def _spoken(sentence: str) -> str:
    for found in _LENGTH.finditer(sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        of_theirs = after.startswith(" of your") or "of your" in found.group()
        if of_theirs or not (_ELSEWHERE_AFTER.search(after) or _ELSEWHERE_BEFORE.search(before)):
            return found.group().strip()
    bare = _BARE.search(sentence)
    return bare.group() if bare else ""


def length_asked(text: str) -> str:
    """The length of time that `text` asks for, in its words: "20 minutes", "half an hour"; empty where it has none."""
    for sentence in sentences(plain(text)):
        if found := _spoken(sentence) or _slot(sentence):
            return found
    return ""
