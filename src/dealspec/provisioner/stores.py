"""Where states are kept between runs. One document per org; who writes says which version it has read."""

from __future__ import annotations

import itertools
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from dealspec.core.clock import Clock
from dealspec.core.errors import Refused
from dealspec.provisioner.state import State
from dealspec.provisioner.state_file import dump_state, load_state


class StateStore(Protocol):
    """Keeps the state of every org, and lets one apply at a time near it."""

    def load(self, org_id: str) -> State | None:
        """The state of an org, or None; raises ``InvalidInput`` when it cannot be read."""
        ...

    def save(self, state: State, read: int | None) -> None:
        """Keeps a state, where ``read`` is the serial it grew from (None: there was none); else raises ``Refused``."""
        ...

    def renew(self, state: State) -> tuple[State, str | None]:
        """Puts a state of another line in the place of what is there, readable or not; its serial goes on from that.

        Returns it as it is kept, and where the old one was put aside (None: there was none).
        """
        ...

    def locked(self, org_id: str, what: str) -> AbstractContextManager[None]:
        """Holds the org's lock; raises ``Refused``, naming who holds it, when somebody does."""
        ...


class FolderStore:
    """States as ``<org id>.json`` in a folder, each with a lock file beside it while an apply runs."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Makes the folder when something is first kept."""
        self._folder = folder
        self._clock = clock

    def load(self, org_id: str) -> State | None:
        """The state of an org, or None."""
        path = self._path(org_id)
        return load_state(path.read_text(encoding="utf-8"), str(path)) if path.exists() else None

    def save(self, state: State, read: int | None) -> None:
        """Keeps a state by replacing the file whole: killed at any moment, the old one or the new one is there."""
        now = self.load(state.org_id)
        if (None if now is None else now.serial) != read:
            raise Refused(
                f"The state of {state.org_id} was written by somebody else meanwhile.",
                why="Its serial is another one than the run began with.",
                hint="Look at what there is now: dealspec plan",
            )
        self._replace(state)

    def renew(self, state: State) -> tuple[State, str | None]:
        """Puts a state of another line in the place of what is there; that stays beside it as ``.bak-<serial>``."""
        path = self._path(state.org_id)
        if not path.exists():
            first = replace(state, serial=1)
            self._replace(first)
            return first, None
        old = path.read_bytes()
        serial = _serial(old)
        aside = _free(path.with_name(f"{path.name}.bak-{serial}"))
        aside.write_bytes(old)
        fresh = replace(state, serial=serial + 1)
        self._replace(fresh)
        return fresh, str(aside)

    def _replace(self, state: State) -> None:
        path = self._path(state.org_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(dump_state(state))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    @contextmanager
    def locked(self, org_id: str, what: str) -> Iterator[None]:
        """Holds ``<org id>.lock``; one whose process is gone from this machine is taken over."""
        path = self._path(org_id).with_suffix(".lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._take(path, what)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)

    def _take(self, path: Path, what: str) -> None:
        held = {"what": what, "host": socket.gethostname(), "pid": os.getpid(), "since": self._clock.now().isoformat()}
        for _ in range(2):
            try:
                with path.open("x", encoding="utf-8") as file:
                    json.dump(held, file)
            except FileExistsError:
                owner = _owner(path)
                if owner.get("host") == held["host"] and not _lives(owner.get("pid")):
                    path.unlink(missing_ok=True)
                    continue
                raise _busy(path, owner) from None
            else:
                return
        raise _busy(path, _owner(path))

    def _path(self, org_id: str) -> Path:
        return self._folder / f"{org_id}.json"


def _serial(document: bytes) -> int:
    """The serial of a document that may not be whole; 0 where none can be made out."""
    found = re.search(rb'"serial":\s*(\d{1,9})\b', document)
    return int(found[1]) if found else 0


def _free(path: Path) -> Path:
    """The path, or with a number after it where something stands there already."""
    names = (path if number == 1 else path.with_name(f"{path.name}.{number}") for number in itertools.count(1))
    return next(name for name in names if not name.exists())


def _owner(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _lives(pid: object) -> bool:
    """Whether a process of this machine is still there; in doubt it is."""
    if not isinstance(pid, int):
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _busy(path: Path, owner: dict[str, object]) -> Refused:
    who = f"{owner.get('what', 'An apply')} on {owner.get('host', 'another machine')}, since {owner.get('since', '?')}"
    return Refused(
        "Somebody is applying to this org right now.",
        why=f"{who} (process {owner.get('pid', '?')}) holds {path}.",
        hint=f"Wait for it. If it is certain that it died, remove the file: rm {path}",
    )
