"""Keeps an embedded org's states: takes snapshots, restores one, begins anew. Answers no call of a vendor.

The doors, ours alone, beside the vendor's paths:

- ``GET /__embedded__/snapshots`` lists their names;
- ``PUT /__embedded__/snapshots/{name}`` keeps the state as it is now, in place of an older one of that name;
- ``POST /__embedded__/snapshots/{name}/restore`` goes back to it: records, definitions, ids to come, keys;
- ``DELETE /__embedded__/snapshots/{name}`` drops it;
- ``POST /__embedded__/reset`` makes the org as it was when it was new.

Restoring and resetting happen whole or not at all, also when the process is killed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from dealspec.emulator.server import Org
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response, Route, RouteTable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


T = TypeVar("T", bound=Org)


class KeptOrg(Generic[T]):
    """An org that can go back to a former state; ``make`` opens one over a store, new or old."""

    def __init__(self, store: Store, make: Callable[[Store], T], snapshots: Path) -> None:
        """``snapshots`` is the folder that they are kept in; it need not exist."""
        self._store, self._make, self._folder = store, make, snapshots
        self.org = make(store)

    def handle(self, request: Request) -> Response:
        """Answers one request: ours about states, the org's everything else."""
        found = _ROUTES.find(request)
        if isinstance(found, set):
            return self.org.handle(request)
        route, parameters = found
        return route.handler(self, **parameters)

    def names(self) -> list[str]:
        """The snapshots there are."""
        return sorted(path.stem for path in self._folder.glob("*.sqlite"))

    def keep(self, name: str) -> None:
        """Keeps the state as it is now."""
        self._store.copy_to(self._file(name))

    def restore(self, name: str) -> bool:
        """Goes back to a snapshot; tells whether there is one."""
        file = self._file(name)
        if not file.is_file():
            return False
        self._store.copy_from(file)
        self.org = self._make(self._store)
        return True

    def drop(self, name: str) -> bool:
        """Removes a snapshot; tells whether there was one."""
        file = self._file(name)
        there = file.is_file()
        file.unlink(missing_ok=True)
        return there

    def reset(self) -> None:
        """Makes the org as it was when it was new; a process killed in between leaves an empty store, which is new."""
        self._store.clear()
        self.org = self._make(self._store)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite"


def _list(org: KeptOrg[Any]) -> Response:
    return Response.json(200, {"snapshots": org.names()})


def _keep(org: KeptOrg[Any], name: str) -> Response:
    if not _NAME.fullmatch(name):
        words = f"A snapshot cannot be called {name!r}: letters, digits, '_', '-' and '.', 64 at most, no '.' in front."
        return Response.json(400, {"message": words})
    org.keep(name)
    return Response.json(201, {"snapshot": name})


def _restore(org: KeptOrg[Any], name: str) -> Response:
    try:
        there = bool(_NAME.fullmatch(name)) and org.restore(name)
    except OSError as error:
        return Response.json(409, {"message": f"The snapshot {name!r} is broken ({error.strerror}); nothing changed."})
    return Response.json(200, {"snapshot": name}) if there else _unknown(org, name)


def _drop(org: KeptOrg[Any], name: str) -> Response:
    return Response.empty() if _NAME.fullmatch(name) and org.drop(name) else _unknown(org, name)


def _reset(org: KeptOrg[Any]) -> Response:
    org.reset()
    return Response.empty()


def _unknown(org: KeptOrg[Any], name: str) -> Response:
    known = ", ".join(org.names()) or "none yet"
    return Response.json(404, {"message": f"There is no snapshot {name!r}; there are: {known}."})


_SNAPSHOT = "/__embedded__/snapshots/{name}"
_ROUTES: RouteTable[Response] = RouteTable(
    (
        Route("GET", "/__embedded__/snapshots", _list),
        Route("PUT", _SNAPSHOT, _keep),
        Route("DELETE", _SNAPSHOT, _drop),
        Route("POST", f"{_SNAPSHOT}/restore", _restore),
        Route("POST", "/__embedded__/reset", _reset),
    )
)
