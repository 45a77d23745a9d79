"""A staticfiles finder for chosen files of installed wheels, under names of our own.

Bootstrap's wheel keeps its files outside any Django app, and the fonts are cut into the environment when it
is built (`python -m tools.fonts`); neither is copied into this repository. Name it in STATICFILES_FINDERS:
`apps.core.wheels.finders.WheelFinder`.
"""

import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Warning
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from apps.core.wheels.bootstrap import without_scripted

BOOTSTRAP = "vendor/bootstrap.min.css"
FONTS = (
    "fonts/literata-600.woff2",
    "fonts/public-sans-var.woff2",
    "fonts/literata-OFL.txt",
    "fonts/public-sans-OFL.txt",
)

REMEDY = "install the requirements, then run `python -m tools.fonts`."

# A file that names its source map makes the manifest storage ask for the map, which nobody needs to publish.
_SOURCE_MAP = re.compile(rb"^(?:/\*#\s*sourceMappingURL=.*?\*/|//#\s*sourceMappingURL=.*)\s*$", re.MULTILINE)


def installed_files() -> dict[str, Path]:
    """Every static name this finder offers, with the file it stands for (which may be missing)."""
    fonts = Path(sys.prefix) / "share" / "acquaint" / "static"
    files = {name: fonts / name for name in FONTS}
    bootstrap = find_spec("bootstrap_wrapper")
    if bootstrap is not None and bootstrap.origin is not None:
        # The wheel puts the assets beside its module, in a folder `bootstrap` that is not a package.
        styles = Path(bootstrap.origin).parent.parent / "bootstrap" / "css"
        files[BOOTSTRAP] = styles / "bootstrap.min.css"
    return files


class InstalledFiles(Storage):
    """Reads the named files; style sheets and scripts without their source-map comment."""

    # Django's finders prefix the name with this when they collect; our names are whole already.
    prefix = ""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = dict(files)

    def path(self, name: str) -> str:
        """The file behind a static name; raises FileNotFoundError for a name that is not offered."""
        try:
            return str(self.files[name])
        except KeyError:
            raise FileNotFoundError(name) from None

    def exists(self, name: str) -> bool:
        return name in self.files and self.files[name].is_file()

    def size(self, name: str) -> int:
        """Bytes on disk, before anything is taken out."""
        return Path(self.path(name)).stat().st_size

    def get_modified_time(self, name: str) -> datetime:
        """When the file was written: aware (UTC) with USE_TZ, otherwise naive local time, as Django asks."""
        moment = datetime.fromtimestamp(Path(self.path(name)).stat().st_mtime, tz=UTC)
        return moment if settings.USE_TZ else moment.astimezone().replace(tzinfo=None)

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files of an installed package are read only.")
        content = Path(self.path(name)).read_bytes()
        if name.endswith((".css", ".js")):
            content = _SOURCE_MAP.sub(b"", content)
        if name == BOOTSTRAP:
            content = without_scripted(content.decode()).encode()
        return ContentFile(content, name=name)


class WheelFinder(BaseFinder):
    """Offers `installed_files()` to runserver, whitenoise and collectstatic."""

    def __init__(self, app_names: Any = None, *args: Any, files: Mapping[str, Path] | None = None) -> None:
        self.storage = InstalledFiles(installed_files() if files is None else files)
        super().__init__(*args)

    def check(self, **kwargs: Any) -> builtins.list[CheckMessage]:
        """One warning that names what is missing and the command that makes it."""
        missing = [name for name in self.storage.files if not self.storage.exists(name)]
        if BOOTSTRAP not in self.storage.files:
            missing.append(BOOTSTRAP)
        if not missing:
            return []
        return [
            Warning(
                f"Static files are missing from this environment: {', '.join(sorted(missing))}.",
                hint=REMEDY,
                id="acquaint.W001",
            )
        ]

    # The stubs say None for "not here"; Django's own finders say [], and its `finders.find` relies on it.
    def find(  # type: ignore[override]
        self, path: str, find_all: bool = False, **kwargs: Any
    ) -> str | builtins.list[str]:
        """The file for a static name (a list of it with `find_all`), or an empty list."""
        find_all = find_all or bool(kwargs.get("all"))  # the name this argument had before Django 5.2
        if not self.storage.exists(path):
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, InstalledFiles]]:
        """Each name with its storage; raises FileNotFoundError when a file is not there to be collected."""
        for name in sorted(self.storage.files):
            if matches_patterns(name, [*(ignore_patterns or [])]):
                continue
            if not self.storage.exists(name):
                raise FileNotFoundError(f"{name} is not in this environment: {REMEDY}")
            yield name, self.storage
