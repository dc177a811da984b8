"""A folder of Salesforce metadata: what is found in it, and what a broken file costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dealspec.core.errors import Refused, UsageFault
from dealspec.crm.salesforce.markup import Element, document, text_of
from dealspec.crm.salesforce.source.collect import Collected, collect
from dealspec.crm.salesforce.source.parse import Broken, parse, parse_all
from dealspec.crm.salesforce.source.target import SourceTarget
from dealspec.provisioner.ports import Step

NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
OBJECTS = "force-app/main/default/objects"


def xml(root: str, body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {NS}>\n{body}\n</{root}>\n'


def field(name: str, body: str = "<type>Text</type><length>20</length>") -> str:
    return xml("CustomField", f"<fullName>{name}</fullName>\n<label>{name}</label>\n{body}")


def collected(folder: Path, files: Mapping[str, str | bytes]) -> Collected:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return collect(folder)


def test_parts_of_an_object_come_together_whichever_form_they_have(tmp_path: Path) -> None:
    found = collected(
        tmp_path,
        {
            f"{OBJECTS}/Account/Account.object-meta.xml": xml("CustomObject", "<enableHistory>true</enableHistory>"),
            f"{OBJECTS}/Account/fields/Tier__c.field-meta.xml": field("Tier__c"),
            f"{OBJECTS}/Account/validationRules/Big.validationRule-meta.xml": xml(
                "ValidationRule", "<fullName>Big</fullName><active>true</active>"
            ),
            f"{OBJECTS}/Opportunity/recordTypes/A%2E B.recordType-meta.xml": xml("RecordType", "<label>x</label>"),
            "src/objects/Account.object": xml(
                "CustomObject", "<fields><fullName>Old__c</fullName><type>Text</type></fields>"
            ),
            "src/standardValueSets/OpportunityStage.standardValueSet": xml(
                "StandardValueSet", "<sorted>false</sorted>"
            ),
            "src/customPermissions/Pass.customPermission": xml("CustomPermission", "<label>Pass</label>"),
            "src/layouts/Account-Account Layout.layout": "not read at all",
            "src/layouts/Account-Dealspec Partner Sales.layout": xml("Layout", ""),
            "src/matchingRules/Account.matchingRule": xml(
                "MatchingRules",
                "<matchingRules><fullName>Same_A</fullName></matchingRules>"
                "<matchingRules><fullName>Same_B</fullName></matchingRules>",
            ),
            "src/duplicateRules/Account.One.duplicateRule": xml("DuplicateRule", ""),
        },
    )

    assert found.gaps == ()
    assert set(found.snapshot.components) == {
        ("CustomObject", "Account"),
        ("CustomField", "Account.Tier__c"),
        ("CustomField", "Account.Old__c"),
        ("ValidationRule", "Account.Big"),
        ("CustomObject", "Opportunity"),
        ("RecordType", "Opportunity.A. B"),
        ("StandardValueSet", "OpportunityStage"),
        ("CustomPermission", "Pass"),
        ("Layout", "Account-Dealspec Partner Sales"),
        ("MatchingRule", "Account.Same_A"),
        ("MatchingRule", "Account.Same_B"),
        ("DuplicateRule", "Account.One"),
    }
    account = found.snapshot.components["CustomObject", "Account"]
    assert [text_of(part, "fullName") for part in account.findall("fields")] == ["Tier__c", "Old__c"]
    assert text_of(account, "enableHistory") == "true"
    assert text_of(account, "fullName") == "Account"


@pytest.mark.parametrize(
    ("content", "place", "why"),
    [
        (f"<CustomField {NS}>\n<fullName>A__c</fullName>\n<label>A & B</label></CustomField>", ":3", "not well-formed"),
        (f"<CustomField {NS}>\n<fullName>A__c\n</CustomField>", ":3", "mismatched tag"),
        (f"<CustomField {NS}>\n<<<<<<< HEAD\n<label/>\n=======\n", ":2", "merge conflict"),
        (f'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]>\n<CustomField {NS}/>', ":2", "DOCTYPE"),
        (f"<CustomField {NS}>\n<label>&nbsp;</label></CustomField>", ":2", "undefined entity"),
        ("", ":1", "empty"),
        ("\n \n", ":1", "empty"),
        (xml("Layout", ""), ":1", "holds a Layout"),
        ("\ufeff<CustomField/>".encode("utf-16"), ":1", "not UTF-8"),
        (b'<?xml version="1.0" encoding="utf-99"?><CustomField/>', ":1", "encoding"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>\n<CustomField>\n<label>\xfc</label></CustomField>',
            ":3",
            "well-formed",
        ),
    ],
    ids=[
        *(
            "a bare ampersand",
            "an open element",
            "a merge conflict",
            "a DOCTYPE",
            "an unknown entity",
            "empty",
            "blank",
        ),
        *("another type", "UTF-16", "an unknown encoding", "not the encoding it says"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, content: str | bytes, place: str, why: str
) -> None:
    broken, sound = (f"{OBJECTS}/Account/fields/{name}__c.field-meta.xml" for name in ("A", "B"))

    found = collected(tmp_path, {broken: content, sound: field("B__c")})

    assert [gap.subject for gap in found.gaps] == [f"{broken}{place}"]
    assert why in found.gaps[0].why
    assert ("CustomField", "Account.B__c") in found.snapshot.components
    assert ("CustomField", "Account.A__c") not in found.snapshot.components


def test_what_is_defined_twice_is_taken_once_and_said(tmp_path: Path) -> None:
    one, two = (f"{package}/objects/Account/fields/A__c.field-meta.xml" for package in ("a", "b"))

    found = collected(tmp_path, {one: field("A__c"), two: field("A__c", "<type>Date</type>")})

    assert text_of(found.snapshot.get("CustomField", "Account.A__c"), "type") == "Text"
    assert [(gap.subject, one in gap.why) for gap in found.gaps] == [(two, True)]


def test_a_field_outside_of_an_object_is_named(tmp_path: Path) -> None:
    found = collected(tmp_path, {"force-app/A__c.field-meta.xml": field("A__c")})

    assert [gap.subject for gap in found.gaps] == ["force-app/A__c.field-meta.xml"]
    assert found.snapshot.components == {}


def test_only_the_packages_of_the_project_are_read(tmp_path: Path) -> None:
    found = collected(
        tmp_path,
        {
            "sfdx-project.json": '{"packageDirectories": [{"path": "app"}, {"path": "app/nested"}, {"path": "gone"}]}',
            "app/nested/objects/Account/fields/A__c.field-meta.xml": field("A__c"),
            "scratch/objects/Account/fields/B__c.field-meta.xml": field("B__c"),
            "app/.hidden/objects/Account/fields/C__c.field-meta.xml": field("C__c"),
            "app/node_modules/objects/Account/fields/D__c.field-meta.xml": field("D__c"),
        },
    )

    assert set(found.snapshot.components) == {("CustomObject", "Account"), ("CustomField", "Account.A__c")}
    assert found.gaps == ()


HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
BORDER = "<border-between-two-files/>"


@pytest.mark.parametrize(
    "bodies",
    [
        ("<A><b>1</b></A>", "<B/>\n", "<!-- why --><C/>"),
        ("<A>", "</A>"),
        ("<A/><B/>", ""),
        ("<A/>", "<A/>text"),
        ("text<A/>", "<A/>"),
        ("<A/><!--", "--><B/><C/>"),
        ("<A><![CDATA[", "]]></A><B/><C/>"),
        (f"<A/>{BORDER}<B/>", "", ""),
        (BORDER, "<A/>"),
        ("</all><A/><all>", "<A/>"),
        ("<A/>", "<!DOCTYPE A [<!ENTITY x 'y'>]><A>&x;</A>"),
        ("<A/>", '<m:A xmlns:m="http://soap.sforce.com/2006/04/metadata"/>', "<C/>"),
        ("<A/>", '<?xml version="1.0" encoding="UTF-8"?><B/>'),
        ("",),
        (),
    ],
)
def test_files_parsed_together_read_as_each_by_itself(bodies: tuple[str, ...]) -> None:
    files = [(HEAD + body).encode() for body in bodies]
    files += [b"<D><e/></D>", '<?xml version="1.0" encoding="ISO-8859-1"?><E>\u00fc</E>'.encode("latin-1")]

    def told(found: Element | Broken) -> object:
        return found if isinstance(found, Broken) else document(found)

    assert [told(one) for one in parse_all(files)] == [told(parse(file)) for file in files]


def test_prefixed_names_any_script_and_escapes_read_as_any_other() -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
<m:CustomField xmlns:m="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<m:label>R&amp;D "日本" &#x1F91D; &lt;b&gt;</m:label><m:formula xsi:nil="true"/></m:CustomField>"""
    root = parse(text.encode())

    assert not isinstance(root, Broken)
    assert (root.tag, [child.tag for child in root]) == ("CustomField", ["label", "formula"])
    assert text_of(root, "label") == 'R&D "日本" \U0001f91d <b>'
    latin = parse(
        f'<?xml version="1.0" encoding="ISO-8859-1"?><CustomField {NS}><label>ü</label></CustomField>'.encode("latin-1")
    )
    assert not isinstance(latin, Broken) and text_of(latin, "label") == "ü"


def test_a_picklist_of_before_value_sets_reads_as_one_of_today(tmp_path: Path) -> None:
    old = """<fields><fullName>Tier__c</fullName><label>Tier</label><type>Picklist</type><picklist>
<controllingField>Region__c</controllingField>
<picklistValues><fullName>Gold</fullName><controllingFieldValues>EMEA</controllingFieldValues>
<controllingFieldValues>APAC</controllingFieldValues><default>true</default></picklistValues>
<picklistValues><fullName>Tin</fullName><default>false</default></picklistValues>
<restrictedPicklist>true</restrictedPicklist><sorted>false</sorted></picklist></fields>
<fields><fullName>Shared__c</fullName><type>Picklist</type><globalPicklist>Regions</globalPicklist></fields>
<fields><fullName>Type</fullName><picklist><picklistValues><fullName>Partner</fullName></picklistValues></picklist></fields>"""

    components = collected(tmp_path, {"src/objects/Account.object": xml("CustomObject", old)}).snapshot.components

    value_set = components["CustomField", "Account.Tier__c"].find("valueSet")
    assert value_set is not None
    assert (text_of(value_set, "controllingField"), text_of(value_set, "restricted")) == ("Region__c", "true")
    values = value_set.findall("valueSetDefinition/value")
    assert [(text_of(value, "fullName"), text_of(value, "label"), text_of(value, "default")) for value in values] == [
        ("Gold", "Gold", "true"),
        ("Tin", "Tin", "false"),
    ]
    (setting,) = value_set.findall("valueSettings")
    assert text_of(setting, "valueName") == "Gold"
    assert [item.text for item in setting.findall("controllingFieldValue")] == ["EMEA", "APAC"]
    shared = components["CustomField", "Account.Shared__c"].find("valueSet")
    assert text_of(shared, "valueSetName") == "Regions"
    (standard,) = components["StandardValueSet", "AccountType"].findall("standardValue")
    assert text_of(standard, "fullName") == "Partner"


def test_a_folder_is_never_written_and_has_no_records(tmp_path: Path) -> None:
    target = SourceTarget(tmp_path)

    with pytest.raises(Refused):
        target.execute(Step("1", "deploy", "Deploy", ()))
    with pytest.raises(Refused):
        target.extract(None, "opportunity", ())  # type: ignore[arg-type]
    with pytest.raises(UsageFault):
        SourceTarget(tmp_path / "nowhere")
    assert target.identity().is_protected
