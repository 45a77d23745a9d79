"""The logo of the demonstration campus: a boat before the harbor's hill, drawn here."""

from io import BytesIO

from PIL import Image, ImageDraw

from apps.administration.campus.pictures import Picture, redrawn

_DRAWN = 8  # drawn so many times as large, so that its edges are smooth
_SIDE = 48
_NIGHT, _WATER, _SAIL, _SUN = "#20406b", "#4f86b8", "#ffffff", "#f0b64d"


def logo() -> Picture:
    side = _SIDE * _DRAWN
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), radius=side // 5, fill=255)

    def at(*places: tuple[int, int]) -> list[tuple[int, int]]:
        return [(x * side // 100, y * side // 100) for x, y in places]

    draw.rectangle((0, 0, side, side), fill=_NIGHT)
    draw.ellipse(at((62, 14), (84, 36)), fill=_SUN)
    draw.rectangle(at((0, 72), (100, 100)), fill=_WATER)
    draw.polygon(at((47, 12), (47, 62), (16, 62)), fill=_SAIL)
    draw.polygon(at((52, 26), (52, 62), (76, 62)), fill=_SAIL)
    draw.polygon(at((14, 67), (86, 67), (74, 82), (26, 82)), fill=_SAIL)
    picture.putalpha(mask)
    drawn = BytesIO()
    picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).quantize(16).save(drawn, "PNG")
    return redrawn(drawn.getvalue())
