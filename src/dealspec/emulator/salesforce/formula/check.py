"""Types of every node, and what Salesforce refuses when the formula is saved; it evaluates nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.functions.table import Function, Where
from dealspec.emulator.salesforce.formula.nodes import Call, Field, Literal, Node
from dealspec.emulator.salesforce.formula.types import Type, field_type, value_type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

_CONDITION = frozenset({Type.BOOLEAN})
PICKLISTS = frozenset({Type.PICKLIST, Type.MULTIPICKLIST})
_CONFINED = PICKLISTS | {Type.LOCATION}


class Names:
    """Fields and globals, found in any letter case."""

    def __init__(
        self, fields: Mapping[str, str], globals_: Mapping[str, Value], global_types: Mapping[str, str] | None = None
    ) -> None:
        self._fields = fields
        self._globals = globals_
        self._global_types = {} if global_types is None else global_types
        self._spelled: dict[str, str] | None = None

    def field(self, name: str) -> tuple[str, str] | None:
        """The API name as the org spells it and its Metadata FieldType, None when there is no such field."""
        found = self._fields.get(name)
        if found is not None:
            return name, found
        if self._spelled is None:
            self._spelled = {known.lower(): known for known in self._fields}
        spelled = self._spelled.get(name.lower())
        return None if spelled is None else (spelled, self._fields[spelled])

    def global_type(self, name: str) -> Type | None:
        """The type of a global, as declared or by its value; None when it is unknown."""
        declared = self._global_types.get(name)
        if declared is not None:
            return field_type(declared)
        found = global_value(self._globals, name)
        return None if found is _MISSING else value_type(found)


def global_value(globals_: Mapping[str, Value], name: str) -> Value | object:
    """The value of a global in any letter case, or a marker that is no Value when it is unknown."""
    found = globals_.get(name, _MISSING)
    if found is not _MISSING:
        return found
    lowered = name.lower()
    return next((value for known, value in globals_.items() if known.lower() == lowered), _MISSING)


class Inference:
    """One pass over a tree: `types` by node identity, `faults` in the order found."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.types: dict[int, Type] = {}
        self.faults: list[FormulaError] = []

    def infer(self, node: Node, allowing: frozenset[Type] = frozenset()) -> Type:
        """The type of `node`; a picklist or a location is a fault unless its kind is in `allowing`."""
        found = self._infer(node)
        self.types[id(node)] = found
        if found in PICKLISTS and found not in allowing:
            field = picklist_field(node)
            multi = found is Type.MULTIPICKLIST
            self.fault(messages.picklist_misplaced(field.name, field.position, multi=multi))
            return self._retyped(node, Type.RUNTIME)
        if found is Type.LOCATION and found not in allowing and isinstance(node, Field):
            self.fault(messages.unsupported_field(node.name, found.value, node.position))
            return self._retyped(node, Type.RUNTIME)
        return found

    def fault(self, error: FormulaError) -> Type:
        """Keeps the error; gives the type under which nothing further is reported about the node."""
        self.faults.append(error)
        return Type.RUNTIME

    def operands(self, call: Call, *allowed: frozenset[Type]) -> list[Type]:
        """Types of all operands, each held to the one of `allowed` at its place (the last repeats)."""
        return [
            self.expect(call, operand, allowed[min(index, len(allowed) - 1)])
            for index, operand in enumerate(call.operands)
        ]

    def expect(self, call: Call, operand: Node, allowed: frozenset[Type]) -> Type:
        """The operand's type, a fault unless it is one of `allowed`, NULL or known only at run time."""
        found = self.infer(operand, allowing=allowed & _CONFINED)
        if found is Type.RUNTIME and allowed == _CONDITION:
            return self.condition(operand)
        if found in allowed or found in (Type.NULL, Type.RUNTIME):
            return found
        return self.fault(messages.wrong_type(call, listed(allowed), found.value, operand))

    def condition(self, node: Node) -> Type:
        """Marks a node of unknown type as read for true or false; a global without a value is then FALSE."""
        if isinstance(node, Field) and node.name.startswith("$"):
            return self._retyped(node, Type.BOOLEAN)
        return Type.RUNTIME

    def _infer(self, node: Node) -> Type:
        if isinstance(node, Literal):
            return Type.NULL if node.value is None else value_type(node.value)
        if isinstance(node, Field):
            return self._global(node) if node.name.startswith("$") else self._field(node)
        function = FUNCTIONS[node.name]
        if isinstance(function, Function):
            for index, operand in enumerate(node.operands):
                self.expect(node, operand, function.parameter(index))
            return function.gives
        return function.infer(self, node)

    def _field(self, node: Field) -> Type:
        known = self.names.field(node.name)
        if known is None:
            return self.fault(messages.no_such_field(node.name, node.position))
        found = field_type(known[1])
        if found is None:
            return self.fault(messages.unsupported_field(known[0], known[1], node.position))
        return found

    def _global(self, node: Field) -> Type:
        found = self.names.global_type(node.name)
        if found is not None:
            return found
        return self.fault(messages.no_such_field(node.name, node.position))

    def _retyped(self, node: Node, found: Type) -> Type:
        self.types[id(node)] = found
        return found


def picklist_field(node: Node) -> Field:
    """The field behind a picklist-typed node: itself, or what PRIORVALUE looks at."""
    while isinstance(node, Call):
        node = node.operands[0]
    assert isinstance(node, Field)
    return node


def listed(allowed: Iterable[Type]) -> str:
    """Types as messages list them: in the order of `Type`, separated by commas."""
    names = [kind.value for kind in Type if kind in set(allowed)]
    return ", ".join(names)


def check_tree(root: Node, names: Names, field: str | None) -> list[FormulaError]:
    """All faults of a validation rule's formula, or of a formula field's whose Metadata FieldType is `field`."""
    inference = Inference(names)
    found = inference.infer(root)
    faults = inference.faults
    if field is not None:
        faults.extend(messages.not_allowed(call) for call in _calls(root) if FUNCTIONS[call.name].where is Where.RULES)
    expected = Type.BOOLEAN if field is None else field_type(field)
    if expected is None:
        faults.append(messages.wrong_result(field or "", found.value))
    elif found not in (expected, Type.RUNTIME) and (field is None or found is not Type.NULL):
        faults.append(messages.wrong_result(expected.value, found.value))
    return sorted(faults, key=lambda fault: -1 if fault.position is None else fault.position)


def _calls(root: Node) -> list[Call]:
    found: list[Call] = []
    rest = [root]
    while rest:
        node = rest.pop()
        if isinstance(node, Call):
            found.append(node)
            rest.extend(node.operands)
    return found


_MISSING = object()
