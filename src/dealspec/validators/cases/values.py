"""From a YAML node to the value of one field, as the schema types it. Reports every fault; raises nothing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import yaml

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.decode import entries
from dealspec.schema.model import FieldType, Pipeline
from dealspec.schema.scalars import MISSING, SCALARS, text
from dealspec.schema.yaml_source import NULL, Faults, Node, kind_of
from dealspec.validators.cases.model import Record, Value
from dealspec.validators.expr import Scope
from dealspec.validators.expr.nodes import FieldRef, ValueKind

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?")
_SCALARS = {ValueKind.NUMBER: Decimal, ValueKind.BOOLEAN: bool, ValueKind.DATE: date}


def record(node: Node, scope: Scope, faults: Faults) -> Record:
    """The values that a mapping gives to the fields of a scope, by column."""
    found: dict[str, Value] = {}
    given = entries(node, faults)
    scope = _in_named_pipeline(given, scope)
    for name, key, value in given:
        ref = scope.field(name)
        if ref is None:
            what = f"There is no field '{name}' on {scope.object}."
            faults.add("CAS003", what, key, hint=did_you_mean(name, scope.names()))
        elif ref.kind is ValueKind.REFERENCE and isinstance(value, yaml.MappingNode):
            found |= _other_record(value, ref, scope, faults)
        elif (read := field_value(value, ref, scope, faults)) is not MISSING:
            found[name] = read
    return found


def field_value(node: Node, ref: FieldRef, scope: Scope, faults: Faults) -> Any:
    """The value of one field; ``MISSING`` after a fault. ``null`` is blank."""
    if node.tag == NULL:
        return _blank(node, ref, faults)
    if scalar := _SCALARS.get(ref.kind):
        return SCALARS[scalar](node, faults)
    if ref.kind is ValueKind.CHOICES or ref.type is FieldType.CONTACT_ROLES:
        return _choices(node, ref, scope, faults)
    if ref.kind is ValueKind.DATETIME:
        return moment(node, faults)
    if ref.kind is ValueKind.OTHER:
        what = f"No gate or rule can read {ref.name}."
        faults.add("SCH002", what, node, hint="Leave the line out: its value changes no verdict.")
        return MISSING
    said = text(node, faults)
    if said is MISSING:
        return said
    match ref.kind:
        case ValueKind.STAGE:
            return _stage(said, node, scope, faults)
        case ValueKind.PIPELINE:
            known = {pipeline.name for pipeline in scope.pipelines()}
            return said if said in known else _unknown(f"There is no pipeline '{said}'.", said, known, node, faults)
        case ValueKind.CHOICE:
            return _choice(said, node, ref, scope, faults)
    return _filled(said, node, faults)


def moment(node: Node, faults: Faults) -> Any:
    """A date, which is its midnight, or a time; in UTC where it names no offset."""
    if isinstance(node, yaml.ScalarNode) and _MOMENT.fullmatch(node.value):
        try:
            found = datetime.fromisoformat(node.value)
        except ValueError:
            faults.add("SCH002", f"There is no moment {node.value}.", node, hint=_MOMENT_HINT)
            return MISSING
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    faults.add("SCH002", f"A date and time is expected here, not {kind_of(node)}.", node, hint=_MOMENT_HINT)
    return MISSING


_MOMENT_HINT = "Write for example 2026-11-22T09:30:00Z."


def _blank(node: Node, ref: FieldRef, faults: Faults) -> Any:
    if not node.value:
        faults.add("SCH003", f"'{ref.name}' has no value.", node, hint="Write null for a blank field.")
        return MISSING
    return False if ref.kind is ValueKind.BOOLEAN else None


def _filled(said: str, node: Node, faults: Faults) -> Any:
    if said and not said.isspace():
        return said
    what = "A text without a letter is blank in every CRM."
    faults.add("SCH002", what, node, hint="Write null for a blank field.")
    return MISSING


def _choices(node: Node, ref: FieldRef, scope: Scope, faults: Faults) -> Any:
    if not isinstance(node, yaml.SequenceNode):
        what = f"A list is expected here, not {kind_of(node)}."
        faults.add("SCH002", what, node, hint="Write [a, b], or null for none.")
        return MISSING
    said = [text(item, faults) for item in node.value]
    read = [
        MISSING if one is MISSING else _choice(one, item, ref, scope, faults)
        for one, item in zip(said, node.value, strict=True)
    ]
    return MISSING if any(one is MISSING for one in read) else tuple(read) or None


def _choice(said: str, node: Node, ref: FieldRef, scope: Scope, faults: Faults) -> Any:
    declared = scope.values(ref)
    if not declared:
        return _filled(said, node, faults)
    names = {value.name for value in declared}
    if said in names:
        return said
    by_label = next((value.name for value in declared if value.label == said), None)
    what = f"'{said}' is no value of {ref.name}."
    if by_label is None:
        return _unknown(what, said, names, node, faults)
    faults.add("CAS004", what, node, hint=f"A value goes by its name: '{by_label}'.")
    return MISSING


def _stage(said: str, node: Node, scope: Scope, faults: Faults) -> Any:
    """The stored value of the stage that a name means, as in conditions."""
    every = [(pipeline, stage.name) for pipeline in scope.pipelines() for stage in pipeline.stages]
    anywhere = Scope(scope.schema, scope.object).pipelines()
    stored = {pipeline.stage_value(stage.name) for pipeline in anywhere for stage in pipeline.stages}
    if said in stored:
        return said
    found = [pipeline.stage_value(name) for pipeline, name in every if name == said]
    if len(found) == 1:
        return found[0]
    if found:
        what = f"Several pipelines have a stage '{said}'."
        faults.add("CAS004", what, node, hint=f"Write one of {', '.join(sorted(found))}.")
        return MISSING
    return _unknown(f"There is no stage '{said}'.", said, {*stored, *(name for _, name in every)}, node, faults)


def _unknown(what: str, said: str, known: set[str], node: Node, faults: Faults) -> Any:
    faults.add("CAS004", what, node, hint=did_you_mean(said, known))
    return MISSING


def _in_named_pipeline(given: list[tuple[str, Node, Node]], scope: Scope) -> Scope:
    """The scope of the pipeline that the record itself names, so that its stages go by their short names."""
    named = next((value.value for name, _, value in given if name == "pipeline"), None)
    pipeline: Pipeline | None = scope.schema.pipelines.get(named) if isinstance(named, str) else None
    at_home = pipeline is not None and pipeline.object == scope.object
    return Scope(scope.schema, scope.object, pipeline) if at_home else scope


def _other_record(node: yaml.MappingNode, lookup: FieldRef, scope: Scope, faults: Faults) -> Record:
    """The fields of the record that a lookup names, and an id for it."""
    beyond = scope.beyond(lookup)
    if beyond is None or not beyond.names():
        what = f"{lookup.name} leads to an object of which no field is known."
        faults.add("SCH002", what, node, hint=f"Write an id: `{lookup.name}: some-id`.")
        return {}
    own = [(key, value) for key, value in node.value if key.value != ID or beyond.field(ID) is not None]
    theirs = record(yaml.MappingNode(node.tag, own, node.start_mark, node.end_mark), beyond, faults)
    said = [text(value, faults) for key, value in node.value if (key, value) not in own]
    if any("." in name for name in theirs):
        what = "A condition follows one lookup, not several."
        faults.add("SCH002", what, node, hint="Write the id of the record behind the second one.")
    identity = next((one for one in said if one is not MISSING), other_id(lookup.name))
    return {lookup.name: identity, **{f"{lookup.name}.{name}": value for name, value in theirs.items()}}


ID = "id"


def other_id(lookup: str) -> str:
    """The id of a record behind a lookup of which a case says only the fields."""
    return f"some-{lookup}"
