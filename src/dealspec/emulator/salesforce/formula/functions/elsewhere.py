"""Functions Salesforce knows that are refused here, or accepted and not evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions.table import (
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
    Where,
)
from dealspec.emulator.salesforce.formula.types import Type

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.nodes import Call
    from dealspec.emulator.salesforce.formula.run import Run
    from dealspec.emulator.salesforce.formula.values import Value

# In FE or its labels, not offered in validation rules or formula fields. That the opt-in functions of FE are not
# registered on the platform is assumed from the list in Help (H:customize_functions).
_REFUSED = """
    FORMAT FORMATCURRENCY IFERROR IFS IN JSONPATHVALUE JSONVALUE LABEL LIKE MAP PARENTGROUPVAL PREVGROUPVAL PREDICT
    GETRECORDIDS IMAGEPROXYURL INCLUDE JUNCTIONIDLIST LINKTO REQUIRESCRIPT URLFOR
"""

_NOT_EVALUATED = {
    "CURRENCYRATE": (1, 1, Type.NUMBER),
    "GETSESSIONID": (0, 0, Type.TEXT),
    "HYPERLINK": (2, 3, Type.TEXT),
    "IMAGE": (2, 4, Type.TEXT),
}


def _refused_type(inference: Typing, call: Call) -> Type:
    return inference.fault(messages.not_allowed(call))


def _not_evaluated_type(inference: Typing, call: Call) -> Type:
    for operand in call.operands:
        inference.infer(operand)
    return _NOT_EVALUATED[call.name][2]


def _build_refusal(builder: Building, call: Call) -> Evaluator:
    def refuse(run: Run) -> Value:
        raise messages.cannot_evaluate(call.name, call.position)

    return refuse


TABLE: tuple[Function | Form, ...] = (
    *(Form(name, Arity(0, None), _refused_type, _build_refusal, Where.ELSEWHERE) for name in _REFUSED.split()),
    *(
        Form(name, Arity(least, most), _not_evaluated_type, _build_refusal)
        for name, (least, most, _) in _NOT_EVALUATED.items()
    ),
)
