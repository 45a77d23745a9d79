"""Cause keys such as `invitation:7` and `interview:7:1`: a name, and what tells one cause of that name from another."""

from apps.core.text import row_id


def parts_of(cause_key: str, name: str, count: int) -> list[str]:
    """The `count` parts after `name`; empty where it is another cause."""
    first, *parts = cause_key.split(":")
    return parts if first == name and len(parts) == count else []


def id_in(part: str) -> int:
    """The row's id that this part is, as it was written; 0 where it is none, or none that a row can have."""
    return 0 if part.startswith("0") else row_id(part) or 0


def ids_in(cause_key: str, name: str, count: int) -> list[int]:
    """The `count` ids after `name`; empty where it is another cause."""
    ids = [id_in(part) for part in parts_of(cause_key, name, count)]
    return ids if all(ids) else []
