"""A logo as it is kept: decoded and drawn again, so that nothing of the file itself is ever served."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

WIDEST = 400  # pixels, either way
HEAVIEST = 8 * 1024  # bytes: every page's first load has it
_SMALLER = (WIDEST, 320, 256, 192, 128, 96, 72)  # a page shows it 34 points high
LARGEST_FILE = 5 * 1024 * 1024
_MOST_PIXELS = 16_000_000  # a decoder needs four bytes for each
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
                raise NoPicture(
                    "This picture has more than 16 megapixels. Save a smaller version of it, and try that file."
                )
            picture.draft("RGB", (2 * WIDEST, 2 * WIDEST))
            # Made small first, so that a large one is not in memory twice; but for colors that are numbers of a list,
            # or one of which is see-through: between them there is nothing.
            is_exact = picture.mode in ("1", "P") or "transparency" in picture.info
            drawn = _in_colors(picture) if is_exact else picture
            drawn.thumbnail((WIDEST, WIDEST))
            drawn = _in_colors(ImageOps.exif_transpose(drawn))
    except UnidentifiedImageError as error:
        raise NoPicture(_what_it_is(content)) from error
    except NoPicture:
        raise
    except _TROUBLE as error:
        raise NoPicture("This picture is damaged. Save it again as PNG, and try that file.") from error
    return _light(Image.frombytes(drawn.mode, drawn.size, drawn.tobytes()))


def _light(picture: Image.Image) -> Picture:
    """Exactly this picture where that is light enough; otherwise in 256 colors, and as large as is light enough."""
    png = _written(_in_few_colors(picture))
    for side in _SMALLER:
        if len(png) <= HEAVIEST:
            break
        picture.thumbnail((side, side))
        png = _written(picture.quantize(256))
    return Picture(png, *picture.size)


def _written(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _in_few_colors(picture: Image.Image) -> Image.Image:
    """As a list of colors where that is the same picture."""
    colors = picture.getcolors(256)
    if colors is None:
        return picture
    listed = picture.quantize(len(colors))
    return listed if listed.convert(picture.mode).tobytes() == picture.tobytes() else picture


def _in_colors(picture: Image.Image) -> Image.Image:
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _what_it_is(content: bytes) -> str:
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:500].lower()
    if any(mark in start for mark in _SAYS_SVG):
        return "This is an SVG file, which can hold programs. Save the logo as PNG, and try that file."
    return "This is no PNG or JPEG picture. Save the logo as PNG, and try that file."
