"""An engine that reads and goes no further."""

from typing import Any

from apps.administration.imports.checked import Checked
from apps.core.tables.reading import read


def check(*, content: bytes, file_name: str, **rest: Any) -> Checked:
    read(content, file_name)
    return Checked()
