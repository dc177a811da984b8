"""HubSpot's names and labels as logical names, each once. Pure; what is renamed is the caller's to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CLASH = "hubspot_"


class LogicalNames:
    """The names taken in one place, such as an object's fields."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._reserved = frozenset(reserved)
        self._taken: set[str] = set()

    def take(self, *candidates: str) -> str:
        """A name of its own: the first candidate that is one, else the first that can be made into one."""
        wanted = next((each for each in candidates if is_name(each)), "") or _made(candidates)
        if wanted in self._reserved:
            wanted = _CLASH + wanted
        name, number = wanted, 2
        while name in self._taken or name in self._reserved:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name


def is_name(text: str) -> bool:
    """Whether a text can be a logical name as it is."""
    return bool(_NAME.fullmatch(text))


def _made(candidates: Iterable[str]) -> str:
    for text in candidates:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        if name:
            return name if name[0].isalpha() else f"n_{name}"
    return "unnamed"
