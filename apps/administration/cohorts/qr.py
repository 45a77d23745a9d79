"""A QR picture, as the path of an SVG: one unit a module, with the quiet zone around it."""

from dataclasses import dataclass

import qrcode

_QUIET = 4


@dataclass(frozen=True)
class Picture:
    path: str
    size: int


def picture(text: str) -> Picture:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Picture(path, len(rows))
