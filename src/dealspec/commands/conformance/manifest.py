"""What the probes have made in a target and not yet removed, on disk before it is made. Removes nothing itself.

A process that dies leaves the file; the next run removes what it names.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from dealspec.commands.conformance.probe import PREFIX
from dealspec.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Made:
    """One thing: its kind and its name, as the CRM's cleaner understands them."""

    kind: str
    name: str


class Manifest:
    """The things made, in order; the file is gone when there are none."""

    def __init__(self, file: Path, org_id: str) -> None:
        """Raises ``Refused`` when the file is about another org or cannot be understood."""
        self._file, self._org_id = file, org_id
        self.things: list[Made] = []
        if not file.is_file():
            return
        try:
            found = json.loads(file.read_text(encoding="utf-8"))
            about, things = str(found["org"]), [Made(str(kind), str(name)) for kind, name in found["made"]]
        except (ValueError, KeyError, TypeError) as error:
            raise _refused(f"{file} cannot be understood.", file) from error
        if about != org_id:
            raise _refused(f"{file} is about the org {about}, but {org_id} answers.", file)
        if any(PREFIX not in thing.name for thing in things):
            raise _refused(f"{file} names things that no probe has made.", file)
        self.things = things

    def add(self, kind: str, name: str) -> None:
        """Writes down what is about to be made."""
        assert PREFIX in name, name
        thing = Made(kind, name)
        if thing not in self.things:
            self.things.append(thing)
            self._write()

    def remove(self, thing: Made) -> None:
        """Forgets what is gone."""
        self.things.remove(thing)
        self._write()

    def _write(self) -> None:
        if not self.things:
            self._file.unlink(missing_ok=True)
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        document = {"org": self._org_id, "made": [[thing.kind, thing.name] for thing in self.things]}
        unfinished = self._file.with_name(self._file.name + ".unfinished")
        unfinished.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(self._file)


def _refused(what: str, file: Path) -> Refused:
    return Refused(
        what,
        why="It says what probes have left behind; they would be looked for in the wrong place.",
        hint=f"Run the command against that org, or look at what it names and remove {file.name} by hand.",
    )
