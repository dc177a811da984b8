"""One formula: parsed once, built once per set of fields, evaluated often."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dealspec.emulator.salesforce.formula.build import Builder
from dealspec.emulator.salesforce.formula.check import Inference, Names, check_tree
from dealspec.emulator.salesforce.formula.decimals import EXTERNAL
from dealspec.emulator.salesforce.formula.functions.table import Evaluator
from dealspec.emulator.salesforce.formula.nodes import Call, Field, Node
from dealspec.emulator.salesforce.formula.parser import parse_tree
from dealspec.emulator.salesforce.formula.run import Run
from dealspec.emulator.salesforce.formula.size import Sizer
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import Context, FormulaError, Value

_KEPT_PROGRAMS = 16


class Formula:
    """A parsed formula; `text` is its source, `references` every field and global it names, as written, in order."""

    __slots__ = ("_globals", "_latest", "_programs", "_root", "references", "text")

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self._root = root
        self.references = _references(root)
        self._globals = tuple(name for name in self.references if name.startswith("$"))
        self._programs: dict[object, tuple[Mapping[str, str], Evaluator]] = {}
        self._latest: tuple[Context | None, Evaluator | None] = (None, None)

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def faults(self, context: Context, field: str | None) -> list[FormulaError]:
        """What Salesforce refuses when the formula is saved."""
        return check_tree(self._root, Names(context.fields, context.globals, context.global_types), field)

    def size(self, context: Context, inner: Mapping[str, int]) -> int:
        """The estimated compiled size."""
        inference = Inference(Names(context.fields, context.globals, context.global_types))
        inference.infer(self._root)
        return Sizer(inference.types, inner, blanks_as_zero=context.blanks_as_zero).of(self._root)

    def program(self, context: Context) -> Evaluator:
        """The built formula for these fields; raises the first fault if it has any."""
        latest, program = self._latest  # read at once, so that threads may share a formula
        if latest is context and program is not None:
            return program
        program = self._built(context)
        self._latest = (context, program)
        return program

    def _built(self, context: Context) -> Evaluator:
        fields = context.fields
        names: Names | None = None
        kinds: tuple[Type | None, ...] = ()
        if self._globals:
            names = Names(fields, context.globals, context.global_types)
            kinds = tuple(names.global_type(name) for name in self._globals)
        key = (id(fields), len(fields), context.blanks_as_zero, kinds)
        known = self._programs.get(key)
        if known is not None:
            return known[1]
        names = names or Names(fields, context.globals, context.global_types)
        inference = Inference(names)
        inference.infer(self._root)
        if inference.faults:
            raise inference.faults[0]
        program = Builder(names, inference.types, blanks_as_zero=context.blanks_as_zero).build(self._root)
        if len(self._programs) >= _KEPT_PROGRAMS:
            self._programs.clear()
        self._programs[key] = (fields, program)  # keeping the mapping keeps its identity from being reused
        return program


def parse(formula: str) -> Formula:
    """The formula; raises FormulaError for syntax, an unknown function, a wrong count or too long a text."""
    return Formula(formula, parse_tree(formula))


def check(formula: Formula, context: Context, *, formula_field: str | None = None) -> list[FormulaError]:
    """What Salesforce refuses when the formula is saved, in the order of the text; empty when it would save.

    The formula is a validation rule's, or that of a formula field with `formula_field` as Metadata FieldType.
    """
    return formula.faults(context, formula_field)


def compiled_size(formula: Formula, context: Context, inner: Mapping[str, int] | None = None) -> int:
    """An estimate of the SQL's characters (see size.py); `inner` are the sizes of the formula fields it reads."""
    return formula.size(context, inner or {})


def evaluate(
    formula: Formula, record: Mapping[str, Value], prior: Mapping[str, Value] | None, context: Context
) -> Value | FormulaError:
    """The value of the formula for `record`, or a FormulaError naming what cannot be evaluated; it never raises.

    `prior` is the record before the save, None on insert. A rule fires on True alone: None is "not true".
    """
    try:
        value = formula.program(context)(Run(record, prior, context))
        return EXTERNAL.plus(value) if type(value) is Decimal else value
    except FormulaError as error:
        return error.with_traceback(None)
    except (ArithmeticError, ValueError, TypeError, AttributeError, LookupError, OSError, RecursionError) as failure:
        # Reached only through values of a type that was not known before, or numbers out of all bounds.
        return FormulaError(f"#Error! {type(failure).__name__}")


def _references(root: Node) -> tuple[str, ...]:
    found: dict[str, None] = {}
    rest: list[Node] = [root]
    while rest:
        node = rest.pop()
        if isinstance(node, Field):
            found.setdefault(node.name)
        elif isinstance(node, Call):
            rest.extend(reversed(node.operands))
    return tuple(found)
