"""What pages carry of other people's work, under which license, with the text as the installed wheel has it."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class Carried:
    name: str
    what: str
    license: str
    source: str
    distribution: str = ""  # the wheel that holds the license
    path: str = ""  # how the name of the file ends, inside the wheel

    def text(self) -> str:
        """The license and its copyright lines. Empty where the license asks for no notice."""
        if not self.distribution:
            return ""
        [found] = [file for file in files(self.distribution) or [] if str(file).endswith(self.path)]
        return found.read_text(encoding="utf-8")


CARRIED = (
    Carried(
        name="Lucide",
        what="icons, some of them from Feather",
        license="ISC, and MIT for what is from Feather",
        source="https://lucide.dev",
        distribution="lucide",
        path=".dist-info/licenses/LICENSE",
    ),
    Carried(
        name="Literata",
        what="font",
        license="SIL Open Font License 1.1",
        source="https://github.com/googlefonts/literata",
        distribution="fontpkg-literata",
        path="fontpkg_literata/LICENSE",
    ),
    Carried(
        name="Public Sans",
        what="font",
        license="SIL Open Font License 1.1",
        source="https://github.com/uswds/public-sans",
        distribution="fontpkg-public-sans",
        path="fontpkg_public_sans/LICENSE",
    ),
    Carried(
        name="Bootstrap",
        what="style sheet",
        license="MIT",
        source="https://getbootstrap.com",
        distribution="bootstrap-wrapper",
        path="bootstrap/LICENSE",
    ),
    Carried(name="htmx", what="script", license="Zero-Clause BSD", source="https://htmx.org"),
    Carried(
        name="Django",
        what="style sheets and scripts of the administration",
        license="BSD-3-Clause",
        source="https://www.djangoproject.com",
        distribution="django",
        path=".dist-info/licenses/LICENSE",
    ),
    Carried(
        name="Font Awesome",
        what="icons of the administration, as Font-Awesome-SVG-PNG has them",
        license="SIL Open Font License 1.1, and MIT for the files",
        source="https://github.com/encharm/Font-Awesome-SVG-PNG",
        distribution="django",
        path="admin/img/LICENSE",
    ),
    Carried(
        name="jQuery",
        what="script of the administration",
        license="MIT",
        source="https://jquery.com",
        distribution="django",
        path="vendor/jquery/LICENSE.txt",
    ),
    Carried(
        name="Select2",
        what="script and style sheet of the administration",
        license="MIT",
        source="https://select2.org",
        distribution="django",
        path="js/vendor/select2/LICENSE.md",
    ),
    Carried(
        name="XRegExp",
        what="script of the administration",
        license="MIT",
        source="https://xregexp.com",
        distribution="django",
        path="vendor/xregexp/LICENSE.txt",
    ),
)


@login_not_required
@require_safe
def licenses(request: HttpRequest) -> HttpResponse:
    """Open to everyone, because the pages before sign-in carry the same."""
    return render(request, "licenses.html", {"own": _own(), "carried": _texts()})


@cache
def _own() -> list[str]:
    return _paragraphs((Path(settings.ROOT) / "LICENSE").read_text(encoding="utf-8"))


@cache
def _texts() -> list[tuple[Carried, list[str]]]:
    return [(carried, _paragraphs(carried.text())) for carried in CARRIED]


def _paragraphs(text: str) -> list[str]:
    """Free of the line breaks of a terminal, which a phone would show as half lines."""
    return [paragraph for paragraph in re.split(r"\n\s*\n", text.strip()) if paragraph.strip("-\n ")]
