"""The questions that Salesforce is asked. What they expect is what the embedded org answers."""

from __future__ import annotations

import re

from dealspec.commands.conformance.probe import PREFIX, Probe
from dealspec.commands.conformance.salesforce_lab import (
    ACCESS,
    OBJECT,
    SalesforceLab,
    component_refusal,
    every,
    first,
    refusal,
)

_TEXT = "<length>10</length><type>Text</type>"
_WRONG = "FIELD_INTEGRITY_EXCEPTION"
_PICKLIST = "Field X is a picklist field. Picklist fields are only supported in certain functions."
_STOPPED = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
_NUMBER = "<precision>6</precision><scale>2</scale><type>Number</type>"


def _picklist(*values: str) -> str:
    listed = "".join(
        f"<value><fullName>{value}</fullName><default>false</default><label>{value}</label></value>" for value in values
    )
    definition = f"<valueSetDefinition><sorted>false</sorted>{listed}</valueSetDefinition>"
    return f"<type>Picklist</type><valueSet><restricted>true</restricted>{definition}</valueSet>"


def _errors_are_lists(lab: SalesforceLab) -> str:
    return refusal(lab.get("query?q=SELECT+nonsense"))


def _retired_versions(lab: SalesforceLab) -> str:
    return str(lab.get("/services/data/v30.0/limits").status)


def _versions(lab: SalesforceLab) -> str:
    return str(lab.get("/services/data", {"Authorization": ""}).status)


def _usage_header(lab: SalesforceLab) -> str:
    header = lab.get("limits").headers.get("sforce-limit-info", "")
    return "api-usage" if header.startswith("api-usage=") else header or "none"


def _wrong_token(lab: SalesforceLab) -> str:
    return refusal(lab.get("limits", {"Authorization": "Bearer 00D000000000000!none"}))


def _soap_fault(lab: SalesforceLab) -> str:
    reply = lab.read("CustomObject", "Account", token="00D000000000000!none")  # noqa: S106 (opens nothing)
    return f"{reply.status} {first(reply, 'faultcode')}"


def _unknown_name(lab: SalesforceLab) -> str:
    reply = lab.read("CustomObject", f"{PREFIX}nowhere__c")
    nil = re.search(r"<records[^>]*nil=.true.", reply.text)
    return f"{reply.status} {'nil' if nil else 'something else'}"


def _sets_not_listed(lab: SalesforceLab) -> str:
    return f"{len(every(lab.listed('StandardValueSet'), 'fullName'))} listed"


def _ten_components(lab: SalesforceLab) -> str:
    reply = lab.read("CustomObject", *(f"{PREFIX}{number}__c" for number in range(11)))
    return f"{reply.status} {first(reply, 'faultcode')}"


def _new_field(lab: SalesforceLab) -> str:
    name = lab.field("unseen", _TEXT, granted=False)
    described = lab.get(f"sobjects/{OBJECT}/describe").json() or {}
    shown = name in [field["name"] for field in described.get("fields", [])]
    read = every(lab.read("CustomField", f"{OBJECT}.{name}"), "length")
    return f"described: {'yes' if shown else 'no'}, read: {'yes' if read else 'no'}"


def _omitted_value(lab: SalesforceLab) -> str:
    name = lab.field("choice", _picklist("a", "b"))
    kept = f"<fullName>{OBJECT}.{name}</fullName><label>{PREFIX}choice</label>{_picklist('a')}"
    component_refusal(lab.save("updateMetadata", "CustomField", kept))
    values = {first_in(text, "fullName"): text for text in every(lab.read("CustomField", f"{OBJECT}.{name}"), "value")}
    if "b" not in values:
        return "gone"
    return "inactive" if "<isActive>false</isActive>" in values["b"] else "active"


def _restricted(lab: SalesforceLab) -> str:
    return refusal(lab.record(**{lab.field("restricted", _picklist("a")): "elsewhere"}))


def _too_long(lab: SalesforceLab) -> str:
    return refusal(lab.record(**{lab.field("short", _TEXT): "x" * 11}))


def _stored_number(lab: SalesforceLab) -> str:
    name = lab.field("rounded", _NUMBER)
    return str(lab.values(lab.record(**{name: 1.236}), name)[name])


def _blank_as_zero(lab: SalesforceLab) -> str:
    number = lab.field("addend", _NUMBER)
    told = {}
    for treatment in ("BlankAsZero", "BlankAsBlank"):
        formula = f"<formula>{number} + 1</formula><formulaTreatBlanksAs>{treatment}</formulaTreatBlanksAs>"
        told[lab.field(treatment.lower(), f"{formula}{_NUMBER}", editable=False)] = treatment
    values = lab.values(lab.record(), *told)
    return ", ".join(f"{told[name]} {value}" for name, value in values.items())


def _prior_on_insert(lab: SalesforceLab) -> str:
    name = lab.field("prior", _TEXT)
    with lab.rule("prior_on_insert", f'PRIORVALUE({name}) = "now"'):
        return f"{refusal(lab.record(**{name: 'now'}))}; another text {lab.record(**{name: 'other'}).status}"


def _changed_on_insert(lab: SalesforceLab) -> str:
    name = lab.field("changed", _TEXT)
    with lab.rule("changed_on_insert", f"ISCHANGED({name})"):
        return str(lab.record(**{name: "now"}).status)


def _every_failing_rule(lab: SalesforceLab) -> str:
    with lab.rule("first", "TRUE"), lab.rule("second", "1 = 1"):
        return refusal(lab.record())


def _picklist_compared(lab: SalesforceLab) -> str:
    name = lab.field("compared", _picklist("a"))
    return component_refusal(lab.rule_saved("compared", f'{name} = "a"')).replace(name, "X")


def _formula_refusals(lab: SalesforceLab) -> str:
    return component_refusal(lab.rule_saved("unknown_function", "NOSUCH(1)"))


def _name_length(lab: SalesforceLab) -> str:
    lab.object()
    long = PREFIX + "n" * (41 - len(PREFIX))
    field = f"<fullName>{OBJECT}.{long}__c</fullName><label>Long</label>{_TEXT}"
    told = component_refusal(lab.save("createMetadata", "CustomField", field)).partition(" ")[0]
    rule = component_refusal(lab.rule_saved("n" * (41 - len(PREFIX)), "FALSE")).partition(" ")[0]
    return f"field {told}, rule {rule}"


def _field_name(lab: SalesforceLab) -> str:
    lab.field("twin", _TEXT)
    twin = f"<fullName>{OBJECT}.{PREFIX}TWIN__c</fullName><label>Twin</label>{_TEXT}"
    return component_refusal(lab.save("createMetadata", "CustomField", twin)).partition(" ")[0]


def _stripped(lab: SalesforceLab) -> str:
    name = lab.field("stripped", "<inlineHelpText>  words  </inlineHelpText>" + _TEXT)
    reply = lab.read("CustomField", f"{OBJECT}.{name}")
    return "stripped" if "<inlineHelpText>words</inlineHelpText>" in reply.text else "kept"


def _set_replaced(lab: SalesforceLab) -> str:
    name = lab.field("granted", _TEXT)
    before = f"{OBJECT}.{name}" in lab.read("PermissionSet", ACCESS).text
    bare = f"<fullName>{ACCESS}</fullName><label>{ACCESS}</label>"
    component_refusal(lab.save("updateMetadata", "PermissionSet", bare))
    after = f"{OBJECT}.{name}" in lab.read("PermissionSet", ACCESS).text
    component_refusal(lab.save("updateMetadata", "PermissionSet", lab.access()))
    return f"{'granted' if before else 'not granted'}, then {'still granted' if after else 'not granted'}"


def _required_grant(lab: SalesforceLab) -> str:
    name = lab.field("required", f"<required>true</required>{_TEXT}", granted=False)
    right = f"<editable>true</editable><field>{OBJECT}.{name}</field><readable>true</readable>"
    entry = f"<fieldPermissions>{right}</fieldPermissions>"
    more = lab.access().replace("<label>", f"{entry}<label>", 1)
    told = component_refusal(lab.save("updateMetadata", "PermissionSet", more))
    lab.save("updateMetadata", "CustomField", f"<fullName>{OBJECT}.{name}</fullName><label>Required</label>{_TEXT}")
    return "saved" if told == "saved" else "refused"


def first_in(text: str, element: str) -> str:
    """The text of the first element of that name in a piece of XML."""
    return text.partition(f"<{element}>")[2].partition(f"</{element}>")[0].strip()


PROBES: tuple[Probe[SalesforceLab], ...] = (
    Probe("errors-are-lists", "400 MALFORMED_QUERY", _errors_are_lists),
    Probe("retired-versions", "410", _retired_versions),
    Probe("versions-need-no-token", "200", _versions),
    Probe("usage-header", "api-usage", _usage_header),
    Probe("wrong-token", "401 INVALID_SESSION_ID", _wrong_token),
    Probe("soap-fault", "500 sf:INVALID_SESSION_ID", _soap_fault),
    Probe("unknown-name-is-nil", "200 nil", _unknown_name),
    Probe("standard-sets-not-listed", "0 listed", _sets_not_listed),
    Probe("ten-components", "500 sf:LIMIT_EXCEEDED", _ten_components),
    Probe("new-field-invisible", "described: no, read: yes", _new_field, writes=True),
    Probe("omitted-value", "inactive", _omitted_value, writes=True),
    Probe("restricted-picklist", "400 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", _restricted, writes=True),
    Probe("text-too-long", "400 STRING_TOO_LONG", _too_long, writes=True),
    Probe("stored-values", "1.24", _stored_number, writes=True),
    Probe("blank-as-zero", "BlankAsZero 1.0, BlankAsBlank None", _blank_as_zero, writes=True),
    Probe("prior-value-on-insert", f"400 {_STOPPED}; another text 201", _prior_on_insert, writes=True),
    Probe("nothing-changed-on-insert", "201", _changed_on_insert, writes=True),
    Probe("every-failing-rule", f"400 {_STOPPED} {_STOPPED}", _every_failing_rule, writes=True),
    Probe("picklist-compared", f"{_WRONG} {_PICKLIST}", _picklist_compared, writes=True),
    Probe("formula-refusals", f"{_WRONG} Unknown function NOSUCH. Check spelling.", _formula_refusals, writes=True),
    Probe("name-length", "field STRING_TOO_LONG, rule STRING_TOO_LONG", _name_length, writes=True),
    Probe("field-names-ignore-case", "DUPLICATE_DEVELOPER_NAME", _field_name, writes=True),
    Probe("text-is-stripped", "stripped", _stripped, writes=True),
    Probe("permission-set-replaced", "granted, then not granted", _set_replaced, writes=True),
    Probe("no-grant-on-required", "refused", _required_grant, writes=True),
)  # fmt: skip
