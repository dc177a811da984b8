"""Salesforce's formula language: parse, check and evaluate; nothing of the org and nothing of ours beyond this folder.

    formula = parse('AND(ISPICKVAL(StageName, "Closed Won"), ISBLANK(Amount))')
    check(formula, context)                        # [] when Salesforce would save the rule
    evaluate(formula, record, None, context)       # True when the rule stops the insert

Sources in this package: FE is salesforce/formula-engine, Salesforce's own open-sourced engine, by class or file name;
H is a Salesforce Help article, by id. What neither says is marked assumed.
"""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.formula import Formula, check, compiled_size, evaluate, parse
from dealspec.emulator.salesforce.formula.size import MAXIMUM_COMPILED
from dealspec.emulator.salesforce.formula.values import Context, FormulaError, Value

__all__ = [
    "MAXIMUM_COMPILED",
    "Context",
    "Formula",
    "FormulaError",
    "Value",
    "check",
    "compiled_size",
    "evaluate",
    "parse",
]
