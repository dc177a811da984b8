"""A state as JSON, and back. The form is versioned; opens no file."""

from __future__ import annotations

import json
from typing import Any

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import InvalidInput
from dealspec.core.source import Position
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Kind
from dealspec.provisioner.state import Entry, Ownership, State

FORMAT = "dealspec.state/1"


def dump_state(state: State) -> str:
    """The state as text; the same state gives the same bytes, one resource a line, so that versions can be compared."""
    head = {
        "format": FORMAT,
        "crm": state.crm.value,
        "org_id": state.org_id,
        "lineage": state.lineage,
        "serial": state.serial,
        "applied": state.applied,
    }
    lines = [_line(entry) for _, entry in sorted(state.entries.items())]
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{start}, "entries": [{",".join(chr(10) + line for line in lines)}\n]}}\n'


def load_state(text: str, name: str) -> State:
    """The state that a document holds; raises ``InvalidInput`` when it is not one of ours."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise _not_a_state(name, f"Its format is '{document['format']}', not '{FORMAT}'.")
        entries = [_entry(item) for item in document["entries"]]
        return State(
            Crm(document["crm"]),
            str(document["org_id"]),
            str(document["lineage"]),
            int(document["serial"]),
            {entry.address: entry for entry in entries},
            str(document["applied"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_a_state(name, "It does not hold the parts of a state.") from error


def _line(entry: Entry) -> str:
    return json.dumps(
        {
            "address": entry.address,
            "kind": entry.kind.value,
            "ownership": entry.ownership.value,
            "attributes": dict(entry.attributes),
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _entry(item: Any) -> Entry:
    return Entry(str(item["address"]), Kind(item["kind"]), dict(item["attributes"]), Ownership(item["ownership"]))


def _not_a_state(name: str, why: str) -> InvalidInput:
    fault = Diagnostic(
        "PLN002",
        "This file is not a state that can be read.",
        Position(name, 1, 1),
        why=why,
        hint="Take an earlier version of it, or make it anew: dealspec state rebuild TARGET",
    )
    return InvalidInput([fault], f"{name} cannot be read.")
