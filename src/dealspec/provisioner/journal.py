"""The append-only record of a run: intent before each call, outcome after it. Holds no record values and no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

from dealspec.core.clock import Clock


class Journal(Protocol):
    """Where a run writes what it is about to do and what came of it."""

    def write(self, event: str, **facts: Any) -> None:
        """Appends one event, durable when this returns."""
        ...


class FileJournal:
    """One JSON object per line, each written through to the disk."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Opens the file to append; the folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._clock = clock

    def write(self, event: str, **facts: Any) -> None:
        """Appends one event with its time."""
        line = json.dumps({"at": self._clock.now().isoformat(), "event": event, **facts}, ensure_ascii=False)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
