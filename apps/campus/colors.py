"""The campus's accent color: whether it can be read, the nearest that can, and the style sheet that applies it.

The papers are those of static/css/theme.css. Light and dark are computed from the one color that a campus chooses.
"""

import colorsys
import hashlib
import re
from functools import lru_cache

Color = tuple[int, int, int]

READABLE = 4.5  # WCAG 2.2, 1.4.3
_LIGHT = ("#faf6ee", "#fffdf9", "#f2ecdf")  # paper, sheet, well
_DARK = ("#1e1a19", "#292422", "#342e2b")
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def named(text: str) -> str:
    """ "#3d3a9e" for "3D3A9E", "#3d3a9e" and the like; "#aabbcc" for "#abc". Empty for what is no such color."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        return ""
    digits = found[1].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def is_readable(accent: str) -> bool:
    """Whether it can be read on each light paper, and white on it."""
    return _reads_on(_color(accent), _LIGHT) and _contrast(_color(accent), _WHITE) >= READABLE


def nearest_readable(accent: str) -> str:
    """The lightest color of the same hue that can be read; the color itself where it can."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _color(accent)))
    while not is_readable(_named(_rgb(hue, lightness, saturation))):
        lightness -= 1 / 255
    return _named(_rgb(hue, max(lightness, 0), saturation))


@lru_cache(maxsize=16)
def style_sheet(accent: str) -> str:
    """The tokens of the theme that follow the accent, in the same layer, so that high contrast still outranks them."""
    light, dark = _light(_color(accent)), _dark(_color(accent))
    return (
        "@layer tokens {\n"
        f"  :root {{ {light} }}\n"
        "  @media screen {\n"
        f'    [data-bs-theme="dark"] {{ {dark} }}\n'
        "  }\n"
        "  @media screen and (prefers-color-scheme: dark) {\n"
        f'    [data-bs-theme="auto"] {{ {dark} }}\n'
        "  }\n"
        "}\n"
    )


def digest_of(accent: str) -> str:
    return hashlib.sha256(style_sheet(accent).encode()).hexdigest()[:16]


def _light(accent: Color) -> str:
    # Chips and the like have the deeper color on the tint, and links may stand on it.
    tint = next(
        tint for tint in (_mix(_WHITE, accent, part / 100) for part in range(10, -1, -1)) if _reads(accent, tint)
    )
    deep = _mix(accent, _BLACK, 0.25)
    return _tokens(accent, deep=deep, tint=tint, line=_mix(_WHITE, accent, 0.35), on=_WHITE, rule=0.10)


def _dark(accent: Color) -> str:
    papers = [_color(paper) for paper in _DARK]
    tint = _mix(papers[1], accent, 0.3)
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in accent))
    lighter = (_rgb(hue, lightness + (1 - lightness) * part / 100, saturation) for part in range(101))
    light = next(one for one in lighter if all(_contrast(one, paper) >= 6 for paper in papers) and _reads(one, tint))
    deep = _mix(light, _WHITE, 0.4)
    on = next(color for color in (_mix(light, _BLACK, part / 100) for part in range(70, 101)) if _reads(color, light))
    return _tokens(light, deep=deep, tint=tint, line=_mix(papers[1], light, 0.4), on=on, rule=0.12)


def _tokens(iris: Color, *, deep: Color, tint: Color, line: Color, on: Color, rule: float) -> str:
    spaced, commas = " ".join(map(str, iris)), ", ".join(map(str, iris))
    return (
        f"--iris: {_named(iris)}; --iris-deep: {_named(deep)}; --iris-tint: {_named(tint)}; "
        f"--iris-line: {_named(line)}; --on-iris: {_named(on)}; --rule-line: rgb({spaced} / {rule}); "
        f"--bs-link-color-rgb: {commas}; --bs-link-hover-color-rgb: {', '.join(map(str, deep))};"
    )


def _reads(color: Color, other: Color) -> bool:
    return _contrast(color, other) >= READABLE


def _reads_on(color: Color, papers: tuple[str, ...]) -> bool:
    return all(_reads(color, _color(paper)) for paper in papers)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colors, as WCAG 2.2 defines it: 1 to 21."""
    return _contrast(_color(one), _color(other))


def _contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _color(text: str) -> Color:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _named(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _rgb(hue: float, lightness: float, saturation: float) -> Color:
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, max(lightness, 0), saturation))
    return red, green, blue


def _mix(one: Color, other: Color, part: float) -> Color:
    """`part` of the other color in this one."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
