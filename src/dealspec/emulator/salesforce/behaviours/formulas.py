"""What the org does with formulas; functions one by one: docs/explanation/formula-evaluator.md."""

from __future__ import annotations

from dealspec.emulator.behaviours import documented, observed

_T = "tests/unit/emulator/salesforce/formula/test_formula_"

BEHAVIOURS = (
    documented("formula-values", "A formula gives what its line of the truth table says.", "Help: formula operators and functions; Salesforce's open formula engine", f"{_T}truth_table.py::test_a_formula_gives_what_its_line_says"),
    documented("prior-value-on-insert", "On insert PRIORVALUE gives the current value.", "Help: PRIORVALUE", f"{_T}truth_table.py::test_a_formula_gives_what_its_line_says"),
    documented("nothing-changed-on-insert", "On insert ISCHANGED is false of every field.", "Help: ISCHANGED", f"{_T}truth_table.py::test_a_formula_gives_what_its_line_says"),
    documented("picklist-compared", "A picklist stands in certain functions alone; comparing it is refused.", "Salesforce's open formula engine, labels", f"{_T}refusals.py::test_a_rule_is_refused"),
    documented("blank-as-zero", "A formula field may read blank numbers as zero.", "Metadata API guide: CustomField.formulaTreatBlanksAs", f"{_T}truth_table.py::test_a_formula_field_may_read_blank_numbers_as_zero"),
    documented("formula-refusals", "A wrong formula is refused in the words of Salesforce's formula engine.", "Salesforce's open formula engine, labels", f"{_T}refusals.py::test_a_rule_is_refused"),
    documented("formula-functions", "Every function is evaluated, refused or named as beyond the org.", "Help: formula functions", f"{_T}function_status.py::test_a_function_has_the_status_of_the_list"),
    documented("formula-length", "A formula has 3,900 characters and 4,000 bytes at most.", "Salesforce's open formula engine", f"{_T}syntax.py::test_a_formula_has_3900_characters_at_most"),
    documented("formula-size", "A formula field that compiles to more than 15,000 characters is refused.", "Salesforce's open formula engine", f"{_T}limits.py::test_the_org_refuses_a_formula_field_that_compiles_too_large"),
    documented("regex-of-java", "REGEX means what it means in Java, of the whole text.", "Help: REGEX; java.util.regex.Pattern", f"{_T}regex.py::test_a_pattern_means_what_it_means_in_java"),
    observed("regex-too-complicated", "A match that runs away is stopped and told as Salesforce tells it.", "public logs", f"{_T}regex.py::test_it_is_told_as_salesforce_tells_it"),
)  # fmt: skip
