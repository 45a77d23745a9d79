"""Cuts the two faces of the look from their wheels into small woff2 files: `python -m tools.fonts`.

Promises: writes `literata-600.woff2`, `public-sans-var.woff2` and the text of their license (OFL) into
`<sys.prefix>/share/acquaint/static/fonts/`, where `apps.core.wheels.finders` finds them. A second call returns at
once; an interrupted one leaves the former files whole. Raises `OSError` if the folder cannot be written.
Standard library and fonttools only: it runs before Django is configured.
"""

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STAMP = "cut-from.txt"

# Latin, Latin-1 and Latin Extended-A in full; Vietnamese; and the few letters beyond them that names of
# Romania, West Africa, Hawaii and pinyin need. Other scripts fall through to the reader's system face.
RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x01A0, 0x01A1),
    (0x01AF, 0x01B0),
    (0x01CD, 0x01DC),
    (0x0218, 0x021B),
    (0x02BB, 0x02BC),
    (0x0300, 0x0304),
    (0x0306, 0x030C),
    (0x0323, 0x0323),
    (0x0327, 0x0328),
    (0x1E62, 0x1E63),
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x2030, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x20AB, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)

# What the look uses; `ccmp`, `locl`, `mark` and `mkmk` place the marks of Vietnamese and Yoruba letters.
FEATURES = ("kern", "liga", "tnum", "lnum", "ccmp", "locl", "mark", "mkmk")


@dataclass(frozen=True)
class Face:
    """One file to make: from which wheel, at which place on the axes of its variable font."""

    package: str
    distribution: str
    source: str
    target: str
    license: str
    axes: tuple[tuple[str, float | tuple[float, float]], ...]


FACES = (
    # opsz 28: headings are set at 23 to 38 px.
    Face(
        package="fontpkg_literata",
        distribution="fontpkg-literata",
        source="files/Literata[opsz,wght].ttf",
        target="literata-600.woff2",
        license="literata-OFL.txt",
        axes=(("opsz", 28), ("wght", 600)),
    ),
    Face(
        package="fontpkg_public_sans",
        distribution="fontpkg-public-sans",
        source="files/PublicSans[wght].ttf",
        target="public-sans-var.woff2",
        license="public-sans-OFL.txt",
        axes=(("wght", (400, 700)),),
    ),
)


def folder() -> Path:
    """The folder of the cut fonts in the running environment; it exists only after `cut`."""
    return Path(sys.prefix) / "share" / "acquaint" / "static" / "fonts"


def file_names() -> tuple[str, ...]:
    """The names of the files that `cut` makes, fonts first."""
    return tuple(face.target for face in FACES) + tuple(face.license for face in FACES)


def is_current(target: Path) -> bool:
    """Whether every file in `target` is there and was made by this recipe from the installed wheels."""
    try:
        stamp = (target / STAMP).read_text(encoding="utf-8")
    except OSError:
        return False
    return stamp == _stamp() and all((target / name).is_file() for name in file_names())


def cut(target: Path) -> bool:
    """Make the files in `target`; False if they were current already."""
    if is_current(target):
        return False
    target.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        home = _package_folder(face.package)
        _write(target / face.target, _woff2(home / face.source, dict(face.axes)))
        _write(target / face.license, (home / "LICENSE").read_bytes())
    # Last, so that an interrupted run is done again.
    _write(target / STAMP, _stamp().encode())
    return True


def _stamp() -> str:
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    wheels = [face.distribution for face in FACES] + ["fonttools", "brotli"]
    return "\n".join([f"recipe {recipe}", *(f"{name} {version(name)}" for name in wheels), ""])


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed: install the project's requirements first.")
    return Path(spec.origin).parent


def _woff2(source: Path, axes: dict[str, float | tuple[float, float]]) -> bytes:
    # recalcTimestamp off: the same wheels give the same bytes, so file hashes are stable across builds.
    font = TTFont(source, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, axes, inplace=True, updateFontNames=False)
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    with tempfile.TemporaryFile() as out:
        font.save(out)
        out.seek(0)
        return out.read()


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        temporary.chmod(0o644)  # mkstemp makes 0600; the web process may be another user
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def main() -> int:
    """Cut into the running environment and say what was done; 1 with a sentence when it cannot."""
    target = folder()
    try:
        made = cut(target)
    except (OSError, ModuleNotFoundError) as error:
        print(f"The fonts could not be cut: {error}", file=sys.stderr)
        return 1
    if made:
        size = sum((target / face.target).stat().st_size for face in FACES)
        print(f"Fonts cut: {len(FACES)} files, {size / 1024:.0f} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
