"""What people type, made fit to keep."""

import unicodedata

# Marks that reorder or hide text; a name or title never needs them. Joiners stay: some scripts spell with them.
_INVISIBLE = dict.fromkeys(
    [0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x00AD]
)


def one_line(text: str) -> str:
    """`text` on one line: composed (NFC), without control, direction or zero-width marks, spaces folded."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    return " ".join(text.split())
