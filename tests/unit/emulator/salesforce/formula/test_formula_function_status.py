"""Which function is evaluated, accepted and named, or refused: the whole list, in the code and on the page of docs.

The names are those FE registers and opts into (FormulaCommandTypeRegistryImpl, commands/*), and those only its labels
and Help know (labels.xml, H:customize_functions). `pytest -s` prints the table.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import faults, outcome

from dealspec.emulator.salesforce.formula import FormulaError
from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.functions.table import Where

PAGE = Path(__file__).parents[5] / "docs" / "explanation" / "formula-evaluator.md"

EVALUATED = {
    "logic": "AND BLANKVALUE CASE IF ISBLANK ISNULL NOT NULLVALUE OR",
    "text": """ASCII BEGINS BR CASESAFEID CHR CONTAINS FIND HTMLENCODE INITCAP ISNUMBER JSENCODE JSINHTMLENCODE LEFT LEN
               LOWER LPAD MID REVERSE RIGHT RPAD SUBSTITUTE SUBSTR TEXT TRIM UPPER URLENCODE VALUE""",
    "numbers": """ABS ACOS ASIN ATAN ATAN2 CEILING COS EXP FLOOR LN LOG MAX MCEILING MFLOOR MIN MOD PI ROUND SIN SQRT
                  TAN TRUNC""",
    "dates": """ADDMONTHS DATE DATETIMEVALUE DATEVALUE DAY DAYOFYEAR FORMATDURATION FROMUNIXTIME HOUR ISOWEEK ISOYEAR
                MILLISECOND MINUTE MONTH NOW SECOND TIMENOW TIMEVALUE TODAY UNIXTIMESTAMP WEEKDAY YEAR""",
    "records": "INCLUDES ISPICKVAL PICKLISTCOUNT",
    "places": "DISTANCE GEOLOCATION",
    "rules alone": "ISCHANGED ISCLONE ISNEW PRIORVALUE REGEX VLOOKUP",
}
NAMED = "CURRENCYRATE GETSESSIONID HYPERLINK IMAGE"
REFUSED = """FORMAT FORMATCURRENCY GETRECORDIDS IFERROR IFS IMAGEPROXYURL IN INCLUDE JSONPATHVALUE JSONVALUE
             JUNCTIONIDLIST LABEL LIKE LINKTO MAP PARENTGROUPVAL PREDICT PREVGROUPVAL REQUIRESCRIPT URLFOR"""
STATUS = {
    **{name: f"evaluated: {group}" for group, names in EVALUATED.items() for name in names.split()},
    **dict.fromkeys(NAMED.split(), "accepted, named when it is reached"),
    **dict.fromkeys(REFUSED.split(), "refused"),
}


def test_the_list_is_whole() -> None:
    print("\n" + "\n".join(f"{name:<16} {STATUS[name]}" for name in sorted(STATUS)))

    assert set(STATUS) == {name for name in FUNCTIONS if name.isalnum()}


@pytest.mark.parametrize("name", sorted(STATUS))
def test_a_function_has_the_status_of_the_list(name: str) -> None:
    row = FUNCTIONS[name]
    operands = ", ".join(["'1'"] * row.arity.least)
    found = outcome(f"{name}({operands})")
    refusals = [fault for fault in faults(f"{name}({operands})") if "may not be used" in fault]

    if STATUS[name] == "refused":
        assert refusals == [f"Function {name} may not be used in this type of formula"]
        assert isinstance(found, FormulaError)
    elif name in NAMED.split():
        assert refusals == []
        assert isinstance(found, FormulaError)
        assert found.unsupported == name
    else:
        assert refusals == []
        assert not isinstance(found, FormulaError) or found.unsupported is None
        assert (row.where is Where.RULES) is (STATUS[name] == "evaluated: rules alone")


def test_the_page_shows_the_list() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = {
        name: line for line in text.splitlines() if line.startswith("|") for name in re.findall(r"`([A-Z0-9]+)`", line)
    }

    assert {name: shown.get(name, "").split("|")[1:2] for name in STATUS} == {
        name: [f" {status.partition(':')[0]} "] for name, status in STATUS.items()
    }


def test_the_pages_example_holds() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    exec(compile(example, str(PAGE), "exec"), {})
