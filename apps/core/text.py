import unicodedata
from collections import Counter
from collections.abc import Iterable

# Marks that reorder or hide text; a name or title never needs them. Joiners stay: some scripts spell with them.
_INVISIBLE = [0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD]
# Control characters, and what parts lines and paragraphs.
_BREAKS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]
_CLEANED = {**dict.fromkeys(_BREAKS, " "), **dict.fromkeys(_INVISIBLE)}

# No line that is meant has more letters, with all that a paste brings along. Whoever takes text from outside refuses
# a longer one before it is cleaned: each letter costs time.
LONGEST_LINE = 10_000

# Letters by their category that nobody sees.
_BLANK = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}


LARGEST_ID = 2**63 - 1


def row_id(text: str) -> int | None:
    """The id that `text` from an address, a form or a key names: ASCII digits, up to what a row can have. None for any
    other text."""
    # Python refuses thousands of digits.
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return number if number is not None and number <= LARGEST_ID else None


def one_line(text: str) -> str:
    """`text` on one line: composed (NFC), without control, direction or zero-width marks, spaces folded.

    Empty where nothing that can be seen is left, such as joiners alone.
    """
    text = unicodedata.normalize("NFC", text).translate(_CLEANED)
    visible = any(unicodedata.category(letter)[0] in "LNPS" and letter not in _BLANK for letter in text)
    return " ".join(text.split()) if visible else ""


def told_apart(people: Iterable[tuple[str, str]]) -> list[str]:
    """The name of each of these, a name and an address, in the order given. Where several people have one name, the
    address stands after it. One person may be there more than once.
    """
    given = list(people)
    times = Counter(name.casefold() for name, _ in set(given))
    return [f"{name} ({address})" if times[name.casefold()] > 1 else name for name, address in given]
