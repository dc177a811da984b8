"""A Salesforce project in source format, as large as asked for: objects with fields, rules and record types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FILES_OF_AN_OBJECT = 250
_FIELDS, _RULES, _RECORD_TYPES, _PROCESSES = 219, 20, 8, 2

_VALUE = "<value><fullName>Value {0}</fullName><default>false</default><label>Wert &amp; {0}</label></value>"
_VALUES = "".join(f"\n            {_VALUE.format(number)}" for number in range(12))
_KINDS = (
    "<length>80</length>\n    <type>Text</type>",
    "<externalId>false</externalId>\n    <precision>16</precision>\n    <scale>2</scale>\n    <type>Currency</type>",
    "<defaultValue>false</defaultValue>\n    <type>Checkbox</type>",
    "<type>Date</type>",
    f"""<type>Picklist</type>
    <valueSet>
        <restricted>true</restricted>
        <valueSetDefinition>
            <sorted>false</sorted>{_VALUES}
        </valueSetDefinition>
    </valueSet>""",
    "<length>32768</length>\n    <type>LongTextArea</type>\n    <visibleLines>5</visibleLines>",
    "<precision>18</precision>\n    <scale>0</scale>\n    <type>Number</type>",
    """<formula>IF(ISBLANK(Text_0__c), &quot;none&quot;, Text_0__c &amp; &quot;!&quot;)</formula>
    <formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>
    <type>Text</type>""",
)
_NAMES = ("Text", "Amount", "Flag", "Day", "Choice", "Notes", "Count", "Formula")


def write_project(root: Path, files: int) -> list[Path]:
    """Writes about so many files; gives the metadata files alone."""
    written = []
    for number in range(files // FILES_OF_AN_OBJECT):
        name = f"Thing_{number}__c"
        folder = root / "force-app" / "main" / "default" / "objects" / name
        for part, text in _object(name):
            path = folder / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            written.append(path)
    return written


def _object(name: str) -> Iterator[tuple[str, str]]:
    label = name.removesuffix("__c").replace("_", " ")
    yield (
        f"{name}.object-meta.xml",
        _file(
            "CustomObject",
            f"""<deploymentStatus>Deployed</deploymentStatus>
    <label>{label}</label>
    <nameField>
        <label>{label} Name</label>
        <type>Text</type>
    </nameField>
    <pluralLabel>{label}s</pluralLabel>
    <sharingModel>ReadWrite</sharingModel>""",
        ),
    )
    for number in range(_FIELDS):
        kind = number % len(_KINDS)
        api = f"{_NAMES[kind]}_{number}__c"
        body = f"""<fullName>{api}</fullName>
    <description>What the team of {label} notes down in the {number}. place.</description>
    <label>Étiquette {number}</label>
    <required>false</required>
    <trackTrending>false</trackTrending>
    {_KINDS[kind]}"""
        yield f"fields/{api}.field-meta.xml", _file("CustomField", body)
    for number in range(_RULES):
        body = f"""<fullName>Rule_{number}</fullName>
    <active>true</active>
    <errorConditionFormula>AND(ISBLANK(Text_0__c), Amount_1__c &gt; {number})</errorConditionFormula>
    <errorMessage>Fill the text in before the amount exceeds {number}.</errorMessage>"""
        yield f"validationRules/Rule_{number}.validationRule-meta.xml", _file("ValidationRule", body)
    offered = "".join(
        f"<values><fullName>Value {number}</fullName><default>false</default></values>" for number in range(12)
    )
    for number in range(_RECORD_TYPES):
        body = f"""<fullName>Kind_{number}</fullName>
    <active>true</active>
    <label>Kind {number}</label>
    <picklistValues><picklist>Choice_4__c</picklist>{offered}</picklistValues>"""
        yield f"recordTypes/Kind_{number}.recordType-meta.xml", _file("RecordType", body)
    for number in range(_PROCESSES):
        body = f"<fullName>Process_{number}</fullName>\n    <isActive>true</isActive>"
        yield f"businessProcesses/Process_{number}.businessProcess-meta.xml", _file("BusinessProcess", body)


def _file(root: str, body: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="http://soap.sforce.com/2006/04/metadata">
    {body}
</{root}>
"""
