"""An estimate of a formula's compiled size, which Salesforce limits besides its length; nothing here is exact.

Salesforce compiles a formula field to SQL and counts the SQL's characters, those of the formula fields it reads
included (FE FormulaInfo; simplysfdc 2013/11). The SQL of the open-sourced engine is the model; columns are taken to
be twelve characters long, and error guards are left out, so that the estimate errs low (all assumed).
"""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.emulator.salesforce.formula.nodes import Call, Field, Literal, Node
from dealspec.emulator.salesforce.formula.types import Type

MAXIMUM_COMPILED = 5_000
"""Characters of a new formula's SQL (FE FormulaInfo.MAX_SQL_SIZE_NEW_FORMULA; the engine itself stops at 15,000)."""

_COLUMN = 12
_JUNCTION = 5  # ` AND `
# Characters around the operands of one call; functions not named here are `NAME(a, b)`.
_AROUND = {
    "NOT": 6,
    "IF": 27,  # CASE WHEN  THEN  ELSE  END
    "DATE": 93,  # TO_DATE(TO_CHAR(FLOOR(a)) || '-' || ... , 'YYYY-MM-DD')
    "TEXT": 40,
    "VALUE": 11,
    "LEN": 15,  # NVL(LENGTH(a),0)
    "ISBLANK": 10,
    "ISNULL": 10,
    "CONTAINS": 20,
    "INCLUDES": 40,
    "PRIORVALUE": 0,
}


class Sizer:
    """Measures trees; `types` are those of an Inference, `inner` the sizes of formula fields by name as written."""

    def __init__(self, types: Mapping[int, Type], inner: Mapping[str, int], *, blanks_as_zero: bool) -> None:
        self._types = types
        self._inner = inner
        self._blanks_as_zero = blanks_as_zero

    def of(self, node: Node) -> int:
        """Characters of the node's SQL, as far as one can tell."""
        if isinstance(node, Literal):
            return len(str(node.value)) + (2 if isinstance(node.value, str) else 0)
        if isinstance(node, Field):
            return self._field(node)
        operands = [self.of(operand) for operand in node.operands]
        if node.name in ("AND", "OR"):
            return sum(operands) + _JUNCTION * (len(operands) - 1) + 2
        if node.name == "CASE":
            return self._case(node, operands)
        if not node.name[0].isalpha() or node.name.startswith("unary"):
            return sum(operands) + 3
        return sum(operands) + _AROUND.get(node.name, len(node.name) + 2 * max(len(operands), 1))

    def _field(self, node: Field) -> int:
        size = self._inner.get(node.name, _COLUMN)
        kind = self._types.get(id(node))
        if kind is Type.BOOLEAN:
            return size + 18  # (NVL(a, '0') = '1')
        return size + 8 if kind is Type.NUMBER and self._blanks_as_zero else size  # NVL(a, 0)

    def _case(self, node: Call, operands: list[int]) -> int:
        """Over text and picklists the operand stands again at every value."""
        subject, *rest = operands
        pairs = len(rest) // 2
        if self._types.get(id(node.operands[0])) in (Type.TEXT, Type.PICKLIST):
            return 15 + sum(rest) + pairs * (subject + 13)
        return 15 + subject + sum(rest) + pairs * 13
