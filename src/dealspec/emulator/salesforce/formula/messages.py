"""Salesforce's wording of what is wrong with a formula (FE labels.xml, section FormulaFieldExceptionMessages)."""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.nodes import Call, Node
from dealspec.emulator.salesforce.formula.values import FormulaError


def subject(call: Call) -> str:
    """The call as messages name it: `function 'IF()'` or `operator '+'`."""
    kind = "function" if call.spelling[0].isalpha() else "operator"
    return f"{kind} '{call.spelling}()'" if kind == "function" else f"{kind} '{call.spelling}'"


def wrong_type(call: Call, expected: str, received: str, at: Node) -> FormulaError:
    """An operand of a type the call does not take."""
    return FormulaError(
        f"Incorrect parameter type for {subject(call)}. Expected {expected}, received {received}", at.position
    )


def illegal_type(call: Call) -> FormulaError:
    """An operand of a type the call can do nothing with."""
    return FormulaError(f"Incorrect argument type for {subject(call)}. ", call.position)


def wrong_count(call: Call, expected: int) -> FormulaError:
    """Too many or too few operands."""
    return FormulaError(
        f"Incorrect number of parameters for {subject(call)}. Expected {expected}, received {len(call.operands)}",
        call.position,
    )


def wrong_parameter(call: Call, at: Node) -> FormulaError:
    """An operand that is not of the form the call needs."""
    return FormulaError(f"Incorrect parameter for {subject(call)}.", at.position)


def no_such_field(name: str, position: int) -> FormulaError:
    """A reference to nothing."""
    return FormulaError(f"Field {name} does not exist. Check spelling.", position)


def no_such_function(name: str, position: int) -> FormulaError:
    """A call of nothing."""
    return FormulaError(f"Unknown function {name}. Check spelling.", position)


def field_not_for_function(call: Call, name: str, position: int) -> FormulaError:
    """A field the function cannot look at, such as a related record's for PRIORVALUE."""
    return FormulaError(f"The {call.spelling.upper()} function cannot reference the {name} field.", position)


def picklist_misplaced(name: str, position: int, *, multi: bool) -> FormulaError:
    """A picklist outside the few functions that take one."""
    kind, kinds = ("multi-select picklist", "Multi-select picklist") if multi else ("picklist", "Picklist")
    return FormulaError(
        f"Field {name} is a {kind} field. {kinds} fields are only supported in certain functions.", position
    )


def unsupported_field(name: str, field_type: str, position: int) -> FormulaError:
    """A field whose type has no value in formulas, or none where it stands."""
    label = "Text (Encrypted)" if field_type.lower() == "encryptedtext" else field_type
    return FormulaError(
        f'You referenced an unsupported field type called "{label}" using the following field: {name}', position
    )


def wrong_value(call: Call, expected: str, received: str, at: Node) -> FormulaError:
    """A literal that is none of the few the call knows."""
    return FormulaError(
        f"Incorrect parameter value for {subject(call)}. Expected {expected}, received {received}", at.position
    )


def invalid_value(call: Call) -> FormulaError:
    """An operand of the wrong kind, known only when evaluated; FE writes null instead of the value."""
    return FormulaError(f"The value 'null' is not valid for {subject(call)}.", call.position)


def wrong_result(expected: str, received: str) -> FormulaError:
    """A whole formula of the wrong type."""
    return FormulaError(f"Formula result is data type ({received}), incompatible with expected data type ({expected}).")


def too_big(size: int, maximum: int) -> str:
    """A formula field that compiles to too much SQL."""
    return f"Compiled formula is too big to execute ({size:,} characters). Maximum size is {maximum:,} characters"


def not_allowed(call: Call) -> FormulaError:
    """A function that exists, but not for this kind of formula."""
    return FormulaError(f"Function {call.spelling.upper()} may not be used in this type of formula", call.position)


def cannot_evaluate(name: str, position: int | None = None) -> FormulaError:
    """Something Salesforce evaluates and this evaluator does not; the words are ours."""
    return FormulaError(f"{name} cannot be evaluated by this org", position, unsupported=name)
