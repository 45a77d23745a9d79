"""The parts of a workbook: XML in an archive."""

from collections.abc import Callable
from posixpath import dirname, join, normpath, split
from typing import Protocol
from xml.parsers import expat  # nosec B406 - a document type, and so every entity, is refused
from zipfile import ZipFile

_LARGEST_KEPT = 60_000_000  # bytes, unpacked, of a part that is kept as a whole: texts, styles
_PIECE = 1 << 18

Take = Callable[[str], None]


class Broken(Exception):  # noqa: N818
    """The markup is not that of a workbook."""


class Reader(Protocol):
    def start(self, name: str, attributes: dict[str, str]) -> Take | None:
        """An element begins. `name` has no prefix. What is returned gets the text up to its end."""


class Part:
    def __init__(self, archive: ZipFile, path: str, *, kept: bool = True) -> None:
        # Some programs write a part's name in other letters than what leads to it.
        entry = next((one for one in archive.infolist() if one.filename.lower() == path.lower()), None)
        if entry is None or (kept and entry.file_size > _LARGEST_KEPT):
            raise Broken
        self._archive, self._entry = archive, entry

    def read(self, reader: Reader) -> None:
        self._start = reader.start
        self._take: Take | None = None
        self._text: list[str] = []
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartDoctypeDeclHandler = _refuse
        self._expat.StartElementHandler = self._begin
        try:
            with self._archive.open(self._entry) as file:
                while piece := file.read(_PIECE):
                    self._expat.Parse(piece, False)
            self._expat.Parse(b"", True)
        except (expat.ExpatError, KeyError) as error:  # an attribute that each such element has
            raise Broken from error

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        take = self._start(name.rpartition(":")[2] if ":" in name else name, attributes)
        if take is not None:
            self._take, self._text = take, []
            self._expat.CharacterDataHandler = self._text.append
            # Asked for only here: to hear of the end of each element takes half as long again.
            self._expat.EndElementHandler = self._end

    def _end(self, _name: str) -> None:
        self._expat.CharacterDataHandler = self._expat.EndElementHandler = None
        take, self._take = self._take, None
        if take is not None:
            take("".join(self._text))


def relations(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """What the part at `path` leads to, by the relation's id: its kind and its path. The archive's own is at ""."""
    found = _Relations(dirname(path))
    folder, name = split(path)
    Part(archive, join(folder, "_rels", f"{name}.rels")).read(found)
    return found.targets


class _Relations:
    def __init__(self, folder: str) -> None:
        self.targets: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> Take | None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            path = normpath(join("/", self._folder, attributes["Target"].replace("\\", "/"))).lstrip("/")
            self.targets[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], path)
        return None


def _refuse(*_: object) -> None:
    raise Broken
