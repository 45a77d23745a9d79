"""A logo as it is kept: decoded and drawn again, so that nothing of the file itself is ever served."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

WIDEST = 400  # pixels, either way
LARGEST_FILE = 5 * 1024 * 1024
_MOST_PIXELS = 40_000_000  # a decoder needs four bytes for each
# What Pillow raises for a file that is damaged, or made to do harm.
_TROUBLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    OverflowError,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
_SAYS_SVG = (b"<svg", b"<!doctype svg", b"<?xml")


@dataclass(frozen=True)
class Picture:
    png: bytes
    width: int
    height: int


class NoPicture(ValueError):
    """Why this file is no logo, in a sentence."""


def redrawn(content: bytes) -> Picture:
    """The first picture of a PNG or JPEG file, upright, at most `WIDEST` pixels either way, as a PNG that has pixels
    and nothing else. What is see-through stays so. Raises NoPicture.
    """
    if len(content) > LARGEST_FILE:
        raise NoPicture("This file has more than 5 MB. Save a smaller version of the logo, and try again.")
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise NoPicture("This picture has more than 40 million pixels. Save a smaller version of it.")
            picture.draft("RGB", (2 * WIDEST, 2 * WIDEST))
            upright = ImageOps.exif_transpose(picture)
            drawn = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except UnidentifiedImageError as error:
        raise NoPicture(_what_it_is(content)) from error
    except NoPicture:
        raise
    except _TROUBLE as error:
        raise NoPicture("This picture is damaged. Save it again as PNG, and try that file.") from error
    drawn.thumbnail((WIDEST, WIDEST))
    clean = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    written = BytesIO()
    clean.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), *clean.size)


def _what_it_is(content: bytes) -> str:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:500].lower()
    if any(mark in start for mark in _SAYS_SVG):
        return "This is an SVG file, which can hold programs. Save the logo as PNG, and try that file."
    return "This is no PNG or JPEG picture. Save the logo as PNG, and try that file."
