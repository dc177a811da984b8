"""Loads exported property groups, properties and pipelines into an embedded portal through its own door: all or none.

A file holds the answers of HubSpot's list calls by object::

    {"deals": {"groups": {"results": [...]}, "properties": {"results": [...]}, "pipelines": {"results": [...]}}}

or one such answer alone, which is then about the object that the file's name begins with, or about deals.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from dealspec.emulator.loads import BrokenFile, Loaded, LoadError
from dealspec.emulator.web import Request, Response

Json = dict[str, Any]

_KINDS = ("groups", "properties", "pipelines")
_KEYS = (
    "label", "description", "groupName", "type", "fieldType", "options", "displayOrder", "hidden", "formField",
    "hasUniqueValue", "dataSensitivity", "externalOptions", "referencedObjectType", "calculationFormula",
    "numberDisplayHint", "textDisplayHint", "showCurrencySymbol", "currencyPropertyName",
)  # fmt: skip
"""What a create takes of what a read gives (a read body cannot be posted: nodejs issue 10)."""
_OPTION_KEYS = ("label", "value", "displayOrder", "hidden", "description")
_READ_ONLY_FORMS = {"calculation_read_time", "calculation_rollup", "calculation_score"}
"""Field types that reads give and no call makes."""
_OBJECTS = ("contacts", "companies", "deals", "tickets")


class Door(Protocol):
    """A portal that answers, and the key that opens it."""

    access_token: str

    def handle(self, request: Request) -> Response:
        """Answers one request."""
        ...


def load(portal: Door, file: Path, transaction: Callable[[], AbstractContextManager[None]]) -> Loaded:
    """Makes what the file holds, or changes it to that; raises ``LoadError``, with which nothing is loaded."""
    answers = _read(file)
    with transaction():
        loading = _Loading(portal, file)
        for name, kinds in answers.items():
            loading.groups(name, kinds.get("groups", []), kinds.get("properties", []))
            loading.properties(name, kinds.get("properties", []))
            loading.pipelines(name, kinds.get("pipelines", []))
        if loading.broken:
            raise LoadError(loading.broken)
    return Loaded(loading.count, tuple(f"{count} {what}" for what, count in sorted(loading.skipped.items())))


class _Loading:
    def __init__(self, portal: Door, file: Path) -> None:
        self._portal, self._file = portal, file
        self.count = 0
        self.skipped: Counter[str] = Counter()
        self.broken: list[BrokenFile] = []

    def groups(self, name: str, listed: Sequence[Json], properties: Sequence[Json]) -> None:
        """Groups that are not there yet; one that only a property names gets its name for a label."""
        base = f"/crm/properties/2026-09/{name}/groups"
        own = [item for item in properties if not item.get("hubspotDefined")]
        wanted = {str(item.get("groupName")): {"label": str(item.get("groupName"))} for item in own}
        wanted |= {str(item["name"]): item for item in listed}
        there = {item["name"] for item in self._list(base)}
        for group, item in wanted.items():
            if group not in there:
                self._make("POST", base, {"name": group, "label": item["label"]}, f"{name}.groups.{group}")

    def properties(self, name: str, listed: Sequence[Json]) -> None:
        """The account's own properties, those that a formula needs first."""
        base = f"/crm/properties/2026-09/{name}"
        there = {item["name"] for item in self._list(base)}
        waiting = [item for item in listed if self._is_taken(item)]
        while waiting:
            failed: list[tuple[Json, str]] = []
            for item in waiting:
                body = _property_body(item)
                known = item["name"] in there
                sent = body if known else {"name": item["name"], **body}
                problem = self._send("PATCH" if known else "POST", f"{base}/{item['name']}" if known else base, sent)[1]
                if problem:
                    failed.append((item, problem))
                else:
                    self.count += 1
            if len(failed) == len(waiting):
                self.broken += [
                    BrokenFile(f"{self._file}: {name}.properties.{item['name']}", problem) for item, problem in failed
                ]
                return
            waiting = [item for item, _ in failed]

    def pipelines(self, name: str, listed: Sequence[Json]) -> None:
        """Pipelines with all of their stages, in place of those of the same id."""
        if not listed:
            return
        base = f"/crm/pipelines/2026-09/{name}"
        there = {item["id"] for item in self._list(base)}
        for item in listed:
            known = item["id"] in there
            stages = [
                {"stageId": stage["id"], **{key: stage[key] for key in ("label", "displayOrder", "metadata")}}
                for stage in item["stages"]
            ]
            body = {"label": item["label"], "displayOrder": item["displayOrder"], "stages": stages}
            place = f"{name}.pipelines.{item['id']}"
            if known:
                self._make("PUT", f"{base}/{item['id']}", body, place)
            else:
                self._make("POST", base, {"pipelineId": item["id"], **body}, place)

    def _is_taken(self, item: Json) -> bool:
        if item.get("hubspotDefined"):
            self.skipped["properties of HubSpot's own"] += 1
        elif item.get("archived"):
            self.skipped["archived properties"] += 1
        elif item.get("fieldType") in _READ_ONLY_FORMS:
            self.skipped["properties that no API call makes"] += 1
        else:
            return True
        return False

    def _make(self, method: str, path: str, body: Json, place: str) -> None:
        problem = self._send(method, path, body)[1]
        if problem:
            self.broken.append(BrokenFile(f"{self._file}: {place}", problem))
        else:
            self.count += 1

    def _list(self, path: str) -> list[Json]:
        answer, problem = self._send("GET", path)
        if problem:
            raise LoadError([BrokenFile(str(self._file), problem)])
        return list(answer["results"])

    def _send(self, method: str, path: str, body: Json | None = None) -> tuple[Any, str]:
        """The parsed answer, and what was wrong."""
        data = b"" if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._portal.access_token}"}
        answer = self._portal.handle(Request.of(method, path, headers, data, "http://127.0.0.1"))
        parsed = json.loads(answer.body) if answer.body else None
        return parsed, "" if answer.status < 400 else str((parsed or {}).get("message", answer.status))


def _property_body(item: Json) -> Json:
    body = {key: item[key] for key in _KEYS if item.get(key) is not None}
    if item.get("options"):
        body["options"] = [
            {key: option[key] for key in _OPTION_KEYS if option.get(key) is not None} for option in item["options"]
        ]
    if item.get("calculationFormula") is None and item.get("externalOptions"):
        body.pop("options", None)
    return body


def _read(file: Path) -> dict[str, dict[str, list[Json]]]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LoadError([BrokenFile(str(file), f"It cannot be read: {error.strerror}.")]) from error
    except ValueError as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise LoadError([BrokenFile(f"{file}{line}", f"It is not JSON: {error}.")]) from error
    if isinstance(document, Mapping) and "results" in document:
        rows = _rows(document, str(file))
        kind = "pipelines" if any("stages" in row for row in rows) else "properties"
        if rows and not any("stages" in row or "fieldType" in row for row in rows):
            kind = "groups"
        return {next((name for name in _OBJECTS if file.name.startswith(name)), "deals"): {kind: rows}}
    return _by_object(document, file)


def _by_object(document: Any, file: Path) -> dict[str, dict[str, list[Json]]]:
    form = 'It holds {"deals": {"properties": {"results": [...]}}}, or one answer {"results": [...]}.'
    if not isinstance(document, Mapping) or not all(isinstance(kinds, Mapping) for kinds in document.values()):
        raise LoadError([BrokenFile(str(file), f"It is no export. {form}")])
    unknown = [f"{name}.{kind}" for name, kinds in document.items() for kind in kinds if kind not in _KINDS]
    if unknown:
        raise LoadError([BrokenFile(str(file), f"It holds {', '.join(unknown)}; known are {', '.join(_KINDS)}.")])
    return {
        str(name): {kind: _rows(answer, f"{file}: {name}.{kind}") for kind, answer in kinds.items()}
        for name, kinds in document.items()
    }


def _rows(answer: Any, place: str) -> list[Json]:
    rows = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LoadError([BrokenFile(place, 'It is no list answer: {"results": [...]}.')])
    for row in rows:
        needed = ("id", "label", "displayOrder", "stages") if "stages" in row else ("name", "label")
        lacking = [key for key in needed if key not in row]
        if lacking:
            raise LoadError([BrokenFile(place, f"An entry lacks {', '.join(lacking)}.")])
    return rows
