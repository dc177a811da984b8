"""What is written as Salesforce's XML reads back as what was wanted, and what is not ours survives."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import pytest
from tests.unit.crm.salesforce.cases import creations, differences, schema

from dealspec.crm.salesforce import markup
from dealspec.crm.salesforce.convert import to_model
from dealspec.crm.salesforce.package import Package, build
from dealspec.crm.salesforce.project import project
from dealspec.crm.salesforce.snapshot import Snapshot, indexed
from dealspec.provisioner.changes import AttributeChange, Update
from dealspec.provisioner.resource import Resource
from dealspec.schema.model import Schema

VALUE_SETS = """<r xmlns="http://soap.sforce.com/2006/04/metadata">
<a><fullName>OpportunityStage</fullName><sorted>false</sorted>
  <standardValue><fullName>Prospecting</fullName><default>false</default><label>Prospecting</label>
    <closed>false</closed><forecastCategory>Pipeline</forecastCategory><probability>10</probability><won>false</won>
    <description>theirs</description></standardValue>
  <standardValue><fullName>Old</fullName><default>false</default><isActive>false</isActive><label>Old</label>
    <closed>false</closed><forecastCategory>Pipeline</forecastCategory><probability>5</probability><won>false</won>
  </standardValue></a>
<a><fullName>ContactRole</fullName><sorted>true</sorted>
  <standardValue><fullName>Evaluator</fullName><default>false</default><label>Evaluator</label></standardValue></a>
</r>"""


def fresh_org() -> Snapshot:
    sets = {markup.text_of(item, "fullName"): item for item in markup.parse(VALUE_SETS.encode())}
    objects = {name: markup.made("CustomObject", ("fullName", name)) for name in ("Account", "Opportunity")}
    return Snapshot({**indexed("StandardValueSet", sets), **indexed("CustomObject", objects)})


def deployed(package: Package, before: Snapshot) -> Snapshot:
    """The org as it is when a package's components have replaced its own."""
    components = dict(before.components)
    with zipfile.ZipFile(io.BytesIO(package.zipped())) as archive:
        for path in archive.namelist():
            if path != "package.xml":
                element = markup.parse(archive.read(path))
                name = path.partition("/")[2].rpartition(".")[0]
                components.update(indexed(element.tag, {name: element}))
    return Snapshot(components)


def metadata(declared: Schema) -> list[Resource]:
    """What can be deployed: an assignment is a record."""
    return [item for item in project(declared).resources if item.native["type"] != "PermissionSetAssignment"]


def read(wanted: list[Resource], org: Snapshot) -> dict[str, Resource]:
    found = (to_model(resource, org) for resource in wanted)
    return {resource.address: resource for resource in found if resource is not None}


def test_everything_written_reads_back_as_it_was_wanted() -> None:
    wanted = metadata(schema())

    org = deployed(build(creations(wanted), fresh_org(), "66.0"), fresh_org())

    assert differences(wanted, read(wanted, org)) == []


def test_an_empty_org_has_none_of_it_but_the_standard_role_set() -> None:
    wanted = metadata(schema())

    assert list(read(wanted, fresh_org())) == ["fields.opportunity.partner_contacts"]


def test_the_same_changes_make_the_same_bytes() -> None:
    wanted = metadata(schema())

    first, second = (build(creations(wanted), fresh_org(), "66.0").zipped() for _ in range(2))

    assert first == second


def test_the_zip_holds_one_file_for_each_component_and_lists_them() -> None:
    package = build(creations(metadata(schema())), fresh_org(), "66.0")

    assert sorted(package.files) == [
        "customPermissions/Dealspec_Bypass.customPermission",
        "objects/Account.object",
        "objects/Opportunity.object",
        "package.xml",
        "permissionsets/Dealspec_Editor.permissionset",
        "permissionsets/Dealspec_Partner_Safe.permissionset",
        "permissionsets/Dealspec_Reader.permissionset",
        "standardValueSets/ContactRole.standardValueSet",
        "standardValueSets/OpportunityStage.standardValueSet",
    ]
    assert sorted(package.members) == [
        "BusinessProcess",
        "CustomField",
        "CustomObject",
        "CustomPermission",
        "PermissionSet",
        "RecordType",
        "StandardValueSet",
        "ValidationRule",
    ]
    assert package.members["RecordType"] == {"Opportunity.Referral", "Opportunity.Reseller"}


ONE_FIELD = """<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <fields>
        <fullName>Deal_Registration_Id__c</fullName>
        <inlineHelpText>As "DR-" &amp; six digits.</inlineHelpText>
        <label>Deal registration ID</label>
        <length>20</length>
        <type>Text</type>
        <unique>true</unique>
    </fields>
</CustomObject>
"""

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>Opportunity.Deal_Registration_Id__c</members>
        <name>CustomField</name>
    </types>
    <version>66.0</version>
</Package>
"""


def test_a_text_field_is_this_file() -> None:
    wanted = [item for item in metadata(schema()) if item.address.endswith("deal_registration_id")]

    package = build(creations(wanted), fresh_org(), "66.0")

    assert package.files["objects/Opportunity.object"].decode() == ONE_FIELD
    assert package.files["package.xml"].decode() == MANIFEST


THEIR_FIELD = """<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields>
<fullName>Partner_Motion__c</fullName><label>Old label</label><type>Picklist</type><trackTrending>true</trackTrending>
<securityClassification>Internal</securityClassification><inlineHelpText>theirs</inlineHelpText>
<valueSet><restricted>true</restricted><valueSetDefinition><sorted>true</sorted>
<value><fullName>direct</fullName><default>true</default><label>Old direct</label><color>#FFFFFF</color></value>
<value><fullName>theirs</fullName><default>false</default><label>Theirs</label></value>
<value><fullName>reseller</fullName><default>false</default><isActive>false</isActive><label>Reseller</label></value>
</valueSetDefinition></valueSet></fields></CustomObject>"""


def test_what_we_do_not_manage_of_a_field_is_sent_back_as_it_was() -> None:
    org = Snapshot(indexed("CustomObject", {"Opportunity": markup.parse(THEIR_FIELD.encode())}))
    wanted = next(item for item in metadata(schema()) if item.address == "fields.opportunity.partner_motion")
    live = to_model(wanted, org)
    assert live is not None
    change = Update(wanted, live, (AttributeChange("label", "Old label", "Partner motion"),))

    after = deployed(build([change], org, "66.0"), org)

    field = after.get("CustomField", "Opportunity.Partner_Motion__c")
    assert field is not None
    assert differences([wanted], read([wanted], after)) == []
    kept = [markup.text_of(field, tag) for tag in ("trackTrending", "securityClassification", "inlineHelpText")]
    assert kept == ["true", "Internal", "theirs"]
    definition = field.find("valueSet/valueSetDefinition")
    assert definition is not None
    names = [markup.text_of(value, "fullName") for value in definition.findall("value")]
    assert names == ["direct", "theirs", "referral", "reseller"]
    direct = definition.find("value")
    assert direct is not None
    assert [markup.text_of(direct, tag) for tag in ("default", "color", "label")] == ["true", "#FFFFFF", "Direct"]


def test_stages_are_added_to_the_live_set_and_nothing_of_it_is_lost() -> None:
    wanted = [item for item in metadata(schema()) if ".stages." in item.address]

    org = deployed(build(creations(wanted), fresh_org(), "66.0"), fresh_org())

    stages = org.get("StandardValueSet", "OpportunityStage")
    assert stages is not None
    names = [markup.text_of(value, "fullName") for value in stages.findall("standardValue")]
    assert names[:2] == ["Prospecting", "Old"]
    assert names[2:6] == ["reseller_registration", "reseller_qualification", "reseller_launch", "reseller_closed_lost"]
    theirs = stages.find("standardValue")
    assert markup.text_of(theirs, "description") == "theirs"
    old = markup.entry(stages, "standardValue", "fullName", "Old")
    assert markup.text_of(old, "isActive") == "false"


def test_a_moved_stage_shows_in_rank_alone_and_moves_back() -> None:
    wanted = [item for item in metadata(schema()) if item.address.startswith("pipelines.reseller.stages.")]
    org = deployed(build(creations(wanted), fresh_org(), "66.0"), fresh_org())
    stages = org.get("StandardValueSet", "OpportunityStage")
    assert stages is not None
    moved = markup.entry(stages, "standardValue", "fullName", "reseller_launch")
    assert moved is not None
    stages.remove(moved)
    stages.insert(2, moved)

    seen = differences(wanted, read(wanted, org))
    mended = deployed(build(creations(wanted), org, "66.0"), org)

    names = ("launch", "qualification", "registration")
    assert seen == [f"pipelines.reseller.stages.{name}.rank" for name in names]
    assert differences(wanted, read(wanted, mended)) == []


def test_a_missing_stage_leaves_the_rank_of_the_others_alone() -> None:
    wanted = [item for item in metadata(schema()) if item.address.startswith("pipelines.reseller.stages.")]
    without = [item for item in wanted if not item.address.endswith("qualification")]

    org = deployed(build(creations(without), fresh_org(), "66.0"), fresh_org())

    assert differences(wanted, read(wanted, org)) == ["pipelines.reseller.stages.qualification"]


def test_a_permission_set_keeps_what_others_granted_in_it() -> None:
    theirs = markup.parse(
        b"<PermissionSet><label>dealspec reader</label><fieldPermissions><editable>true</editable>"
        b"<field>Account.Theirs__c</field><readable>true</readable></fieldPermissions><userPermissions>"
        b"<enabled>true</enabled><name>RunReports</name></userPermissions></PermissionSet>"
    )
    org = Snapshot(indexed("PermissionSet", {"Dealspec_Reader": theirs}))
    wanted = [item for item in metadata(schema()) if item.address == "grants.dealspec_reader"]

    after = deployed(build(creations(wanted), org, "66.0"), org)

    element = after.get("PermissionSet", "Dealspec_Reader")
    assert element is not None
    assert differences(wanted, read(wanted, after)) == []
    assert markup.entry(element, "fieldPermissions", "field", "Account.Theirs__c") is not None
    assert element.find("userPermissions") is not None


def test_an_unknown_native_type_reads_by_its_own_name() -> None:
    for xml, seen in (
        ("<type>Location</type>", "Location"),
        ("<type>Number</type><formula>1</formula>", "formula"),
        ("<type>TextArea</type>", "TextArea"),
    ):
        wanted = next(item for item in metadata(schema()) if item.address == "fields.opportunity.seats")
        field = f"<CustomObject><fields><fullName>Seats__c</fullName><label>Seats</label>{xml}</fields></CustomObject>"
        org = Snapshot(indexed("CustomObject", {"Opportunity": markup.parse(field.encode())}))

        live = to_model(wanted, org)

        assert live is not None
        assert live.attributes["type"] == seen


def test_a_change_of_type_carries_no_elements_of_the_old_type() -> None:
    field = (
        b"<CustomObject><fields><fullName>Stage_Notes__c</fullName><label>Stage notes</label><type>Picklist</type>"
        b"<description>kept</description><valueSet><restricted>true</restricted></valueSet></fields></CustomObject>"
    )
    org = Snapshot(indexed("CustomObject", {"Opportunity": markup.parse(field)}))
    wanted = next(item for item in metadata(schema()) if item.address == "fields.opportunity.stage_notes")

    after = deployed(build(creations([wanted]), org, "66.0"), org)

    element = after.get("CustomField", "Opportunity.Stage_Notes__c")
    assert element is not None
    assert sorted(child.tag for child in element) == [
        "description",
        "fullName",
        "label",
        "length",
        "type",
        "visibleLines",
    ]


@pytest.mark.parametrize(
    ("wire", "name"), [("User didn%27t attend", "User didn't attend"), ("Mx%2E", "Mx."), ("plain_name", "plain_name")]
)
def test_names_on_offer_are_percent_decoded(wire: str, name: str) -> None:
    object_xml = (
        f"<CustomObject><recordTypes><fullName>Reseller</fullName><label>Reseller</label><active>true</active>"
        f"<businessProcess>P</businessProcess></recordTypes><businessProcesses><fullName>P</fullName>"
        f"<values><fullName>{wire}</fullName></values></businessProcesses></CustomObject>"
    )
    org = Snapshot(indexed("CustomObject", {"Opportunity": markup.parse(object_xml.encode())}))
    wanted = next(item for item in metadata(schema()) if item.address == "pipelines.reseller")

    live = to_model(wanted, org)

    assert live is not None
    assert live.attributes["stages"] == {name: True}


def test_a_record_type_that_lost_its_business_process_offers_its_stages_where_it_points_now() -> None:
    wanted = metadata(schema(gates=()))
    org = deployed(build(creations(wanted), fresh_org(), "66.0"), fresh_org())
    record_type = org.get("RecordType", "Opportunity.Reseller")
    other = org.get("BusinessProcess", "Opportunity.Referral")
    assert record_type is not None
    assert other is not None
    markup.put(record_type, "businessProcess", "Referral")
    pipeline = [item for item in wanted if item.address == "pipelines.reseller"]

    seen = differences(pipeline, read(pipeline, org))
    mended = deployed(build(creations(pipeline), org, "66.0"), org)

    assert seen
    assert differences(pipeline, read(pipeline, mended)) == []


def test_text_survives_the_xml() -> None:
    wanted = metadata(schema(gates=()))
    nasty = 'Partner\'s "A & B" <ISV> \n second line é'
    field = next(item for item in wanted if item.address == "fields.opportunity.stage_notes")
    field = replace(field, attributes={**field.attributes, "description": nasty})

    org = deployed(build(creations([field]), fresh_org(), "66.0"), fresh_org())

    assert differences([field], read([field], org)) == []
    ET.fromstring(build(creations([field]), fresh_org(), "66.0").files["package.xml"])
