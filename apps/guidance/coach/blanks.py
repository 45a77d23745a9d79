"""What a template left to be filled in, known by its shape and not by its words."""

import re

from apps.guidance.coach.prose import shaped

_PRONOUNS = r"(?:she|he|they|ze|xe|her|hers|him|his|them|theirs|any|all|el|ella|elle|pronouns)"
_NOT_BLANK = re.compile(
    rf"{_PRONOUNS}(?: ?[/,|] ?{_PRONOUNS})+|{_PRONOUNS}(?: pronouns)?|sic|\d{{1,3}}|\.{{3}}|[^\w]*|attached|enclosed"
    r"|(?:see )?(?:attachment|attached|enclosed|below)|smil\w+|laughs?|https?:.*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(
    r"\[(?P<a>[^\[\]\n]{1,80})\](?!\()|\{+(?P<b>[^{}\n]{1,80})\}+|<(?P<c>[A-Za-z][^<>@\n]{0,80})>|«(?P<d>[^«»\n]{1,80})»"
)
_LINK = re.compile(r"^(?:https?:|mailto:|www\.)")

# A field as mail programs merge it, a line to write on, letters and digits held open.
_MARKS = re.compile(
    r"%{1,2}[A-Za-z][A-Za-z_ ]*%{1,2}|\$\{?[A-Z][A-Z_]{2,}\}?|#[A-Z][A-Z_]{2,}#|\*\|\w+\|\*|@@\w+@@"
    r"|(?<![\w@/.])_{2,}(?![\w@])|_{3,}"
    r"|\bX\.XX?\b|\bXYZ\b"
    r"|\b(?:19|20)(?:XX|xx|YY|__|\?\?)\b"
    r"|\b(?:Dear|dear|Hi|hi|Hello|hello|Hey|at|in|from|of|named|called|a|an|your|the|on|to) (?:\.{3,}|-{3,}|\?{2,})(?=[\s,]|$)"
    r"|^(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening))(?: (?:Mr|Mrs|Ms|Dr|Prof)\.?| Professor)? ?,(?=\s*\n)"
    r"|\b(?:Mr|Mrs|Ms|Dr|Miss)\.? ?/ ?(?:Mr|Mrs|Ms|Dr|Mx|Miss)\b",
    re.MULTILINE,
)
# XX stands for a number or a name; after a capital letter it counts ("Act XX"), at the end of a line it is kisses.
_HELD_OPEN = re.compile(r"(?<![\w.])(?:X{2,}|xx+(?= ?(?:minutes?|mins?|hours?|am\b|pm\b|/|%))|xx[:/.]xx)(?![\w])")
_KISSES = re.compile(r"^[\s!.]*(?:\n|$)")
_NEEDS_A_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Miss|Professor|[Dd]ear|[Hh]i|[Hh]ello|at|of|in|from|is|am|on|the|a|for)\.? $")
_COUNTED = re.compile(
    r"(?:Act|Bowl|Book|Volume|Vol\.|Chapter|Part|Generation|Article|Title|Pius|Malcolm|size|Size|Olympiad) $"
)
_CHROMOSOME = re.compile(r"^ ?(?:chromosome|century|L\b)")

_FIELDS = (
    r"(?:first |last |full |company |school |student |event |job |class |course |city )?"
    r"(?:name|names|firstname|lastname|surname|company|school|college|university|employer|organization|organisation|org|"
    r"title|position|date|day|time|place|location|major|field|industry|event|topic|person|city|town|state|department|"
    r"class|course|professor|year|club|subject|degree|program|hometown|phone|number|email|reason|job|role|project|"
    r"interest|interests|team|contact|recipient|greeting|link|detail|details|signature)"
)
_TOLD = r"(?:insert|enter|add|fill in|put|type|choose|pick|write|your|their|his/her|name of|the|a|an|some|specific|here's)"
# "(your major)", "(insert name)", "(company)", but not "(third row)".
_IN_PARENTHESES = re.compile(
    rf"\((?:(?:insert|fill in|enter|choose one)\b[^()\n]{{1,60}}|(?:{_TOLD} )*{_FIELDS}(?: (?:here|of \w+|{_FIELDS}))*)\)",
    re.IGNORECASE,
)
# "YOUR SCHOOL", "INSERT PLACE", "COMPANY NAME": an order in capitals among words that are not.
_IN_CAPITALS = re.compile(
    rf"(?<![\w'])(?:(?:INSERT|ENTER|FILL IN|FILL|ADD|YOUR|THEIR|PUT|TYPE)(?: [A-Z]{{2,}}){{1,4}}|{_FIELDS.upper()}"
    rf"(?: (?:HERE|NAME|{_FIELDS.upper()}))*)(?![\w'])"
)
_NAMED_SO = re.compile(r"^ (?:magazine|Magazine|Inc|Corp)")
_ORDERED = re.compile(r"\b[Ii]nsert (?:your |the |a )?" + _FIELDS + r"\b(?: here)?|\b[Yy]our (?:" + _FIELDS + r") here\b")


def blanks(text: str) -> list[str]:
    """What is still to be filled in, as it stands in `text` and in its order."""
    text = shaped(text)
    found: list[tuple[int, str]] = []
    for match in _BRACKETS.finditer(text):
        inside = next(part for part in match.groups() if part is not None).strip()
        if not _NOT_BLANK.fullmatch(inside) and not _LINK.match(inside):
            found.append((match.start(), match.group()))
    for pattern in (_MARKS, _IN_PARENTHESES, _ORDERED):
        found += [(match.start(), match.group()) for match in pattern.finditer(text)]
    for match in _HELD_OPEN.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        kisses = _KISSES.match(after) and not _NEEDS_A_NAME.search(before)
        if not kisses and not _COUNTED.search(before) and not _CHROMOSOME.match(after):
            found.append((match.start(), match.group()))
    for match in _IN_CAPITALS.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 :].split("\n", 1)[0]
        others = line.replace(match.group(), "")
        shouted = sum(map(str.isupper, others)) > sum(map(str.islower, others))
        if not shouted and not _NAMED_SO.match(text[match.end() :]):
            found.append((match.start(), match.group()))
    return _apart(sorted(found))


def _apart(found: list[tuple[int, str]]) -> list[str]:
    """Without those that lie inside one before them."""
    kept: list[str] = []
    end = -1
    for start, blank in found:
        if start >= end:
            kept.append(blank)
            end = start + len(blank)
    return kept


def without_blanks(text: str) -> str:
    """`text` with a gap where something is still to be filled in."""
    text = shaped(text)
    for blank in blanks(text):
        text = text.replace(blank, " _ ", 1)
    return text
