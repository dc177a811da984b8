"""Files go into an embedded org as its own API would take them, all or none; a broken one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.emulator.state.fixed import NOON, NS, call, fresh

from dealspec.emulator.hubspot.export_load import load as load_export
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.loads import Loaded, LoadError
from dealspec.emulator.salesforce.source_load import load as load_source
from dealspec.emulator.store import Store

DEAL = "objects/Opportunity"
TIER = f"""<CustomField {NS}>
  <fullName>Tier__c</fullName>
  <label>Tier</label><type>Text</type><length>40</length>
</CustomField>"""
NO_TIER = f"""<ValidationRule {NS}><active>true</active><errorConditionFormula>ISBLANK(Tier__c)</errorConditionFormula>
<errorMessage>Fill in the tier.</errorMessage></ValidationRule>"""
PROJECT = {
    f"{DEAL}/Opportunity.object-meta.xml": f"""<?xml version='1.0'?>
<!-- > --><CustomObject {NS}><enableHistory>true</enableHistory></CustomObject>""",
    f"{DEAL}/fields/Tier__c.field-meta.xml": TIER,
    f"{DEAL}/validationRules/Tier_Set.validationRule-meta.xml": NO_TIER,
    "objects/Claim__c/Claim__c.object-meta.xml": f"""<CustomObject {NS}>
<label>Claim</label><pluralLabel>Claims</pluralLabel><nameField><label>Name</label><type>Text</type></nameField><deploymentStatus>Deployed</deploymentStatus>
<sharingModel>ReadWrite</sharingModel></CustomObject>""",
    "globalValueSets/Regions.globalValueSet-meta.xml": f"""<GlobalValueSet {NS}><masterLabel>Regions</masterLabel>
<sorted>false</sorted><customValue><fullName>EMEA</fullName><default>false</default><label>EMEA</label></customValue>
</GlobalValueSet>""",
    "permissionsets/Sales.permissionset-meta.xml": f"<PermissionSet {NS}><label>Sales</label></PermissionSet>",
    "flows/Lead.flow-meta.xml": f"<Flow {NS}/>",
    "classes/Old.cls": "class Old {}",
    ".sf/cache.field-meta.xml": "<broken",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_source_project_is_deployed_with_its_objects_put_together(tmp_path):
    org = fresh("salesforce")

    loaded = load_source(org, written(tmp_path, PROJECT))

    assert loaded == Loaded(6, ("1 flow",))
    assert org.definitions.get("CustomField", "Opportunity.Tier__c").body["length"] in (40, "40")
    assert org.definitions.get("CustomObject", "Claim__c") is not None
    assert org.definitions.get("GlobalValueSet", "Regions") is not None
    deal = {"Name": "Fjord", "StageName": "Prospecting", "CloseDate": "2026-12-31"}
    refused = json.loads(call(org, "POST", "/services/data/v66.0/sobjects/Opportunity", deal).body)
    assert refused[0]["message"] == "Fill in the tier."


def test_only_the_package_folders_of_the_project_are_read(tmp_path):
    files = {f"force-app/{name}": text for name, text in PROJECT.items()}
    project = {"packageDirectories": [{"path": "force-app"}]}
    extra = {"sfdx-project.json": json.dumps(project), f"scratch/{DEAL}/fields/X__c.field-meta.xml": "<broken"}

    assert load_source(fresh("salesforce"), written(tmp_path, {**files, **extra})).components == 6


def test_metadata_format_is_taken_as_it_is(tmp_path):
    inner = TIER.partition(">")[2].removesuffix("</CustomField>")
    old = {"src/objects/Opportunity.object": f"<CustomObject {NS}><fields>{inner}</fields></CustomObject>"}
    org = fresh("salesforce")

    assert load_source(org, written(tmp_path, old)) == Loaded(1)
    assert org.definitions.get("CustomField", "Opportunity.Tier__c") is not None


def test_a_project_loads_twice(tmp_path):
    org, folder = fresh("salesforce"), written(tmp_path, PROJECT)

    assert load_source(org, folder) == load_source(org, folder)


VALUES = f"<GlobalValueSet {NS}>\n<nonsense/></GlobalValueSet>"
WRONG_RULE = NO_TIER.replace("ISBLANK(Tier__c)", "ISBLANK(")
BROKEN = [
    ("fields/A__c.field-meta.xml", f"<CustomField {NS}>\n<label>A\n</CustomField>", ":3", "mismatched tag"),
    ("fields/A__c.field-meta.xml", TIER.replace("Tier", "A").replace("Text", "Wrong"), "", "Wrong"),
    ("validationRules/W.validationRule-meta.xml", WRONG_RULE, "", "Syntax error"),
    ("../../globalValueSets/Two.globalValueSet-meta.xml", VALUES, ":2", "nonsense"),
    ("../../loose/A__c.field-meta.xml", TIER, "", "objects/<Object>"),
]


@pytest.mark.parametrize(("name", "text", "line", "problem"), BROKEN)
def test_a_broken_file_is_named_and_nothing_is_loaded(tmp_path, name, text, line, problem):
    org = fresh("salesforce")
    before = [item.full_name for item in org.definitions.all("CustomField")]

    with pytest.raises(LoadError) as caught:
        load_source(org, written(tmp_path, {**PROJECT, f"{DEAL}/{name}": text}))

    assert len(caught.value.broken) == 1, caught.value.broken
    told = str(caught.value.broken[0])
    assert f"{name.removeprefix('../../')}{line}: " in told and problem in told
    assert [item.full_name for item in org.definitions.all("CustomField")] == before


def test_what_stands_in_two_files_is_told(tmp_path):
    twice = {**PROJECT, f"other/{DEAL}/fields/Tier__c.field-meta.xml": TIER}

    with pytest.raises(LoadError) as caught:
        load_source(fresh("salesforce"), written(tmp_path, twice))

    assert "Opportunity.Tier__c stands in" in str(caught.value.broken[0])


def test_every_broken_file_is_named_at_once(tmp_path):
    broken = {f"{DEAL}/fields/{name}__c.field-meta.xml": "<broken" for name in "ABC"}

    with pytest.raises(LoadError) as caught:
        load_source(fresh("salesforce"), written(tmp_path, {**PROJECT, **broken}))

    assert len(caught.value.broken) == 3


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"sfdx-project.json": "{}"}, "packageDirectories"),
        ({"sfdx-project.json": '{"packageDirectories": [{"path": "gone"}]}'}, "not there"),
    ],
)
def test_a_project_that_is_none_is_told(tmp_path, files, problem):
    with pytest.raises(LoadError) as caught:
        load_source(fresh("salesforce"), written(tmp_path, files))

    assert problem in str(caught.value.broken[0])


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(LoadError) as caught:
        load_source(fresh("salesforce"), tmp_path / "gone")

    assert "no such folder" in str(caught.value.broken[0])


@pytest.fixture
def exported() -> dict[str, dict[str, object]]:
    """A portal of some definitions, as its list calls answer."""
    portal = fresh("hubspot")
    base = "/crm/properties/2026-09/deals"
    options = [{"label": "Gold", "value": "gold"}, {"label": "Silver", "value": "silver", "hidden": True}]
    tier = {"name": "ps_tier", "label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "ps"}
    formula = {
        "name": "a_half",
        "label": "Half",
        "type": "number",
        "fieldType": "calculation_equation",
        "groupName": "ps",
    }
    stages = [{"label": "Open", "displayOrder": 0, "stageId": "ps_open", "metadata": {"probability": "0.5"}}]
    for path, body in (
        (f"{base}/groups", {"name": "ps", "label": "Partner sales"}),
        (base, {**tier, "options": options}),
        (base, {"name": "ps_number", "label": "N", "type": "number", "fieldType": "number", "groupName": "ps"}),
        (base, {**formula, "calculationFormula": "ps_number / 2"}),
        ("/crm/pipelines/2026-09/deals", {"label": "Partner", "displayOrder": 1, "pipelineId": "ps", "stages": stages}),
    ):
        assert call(portal, "POST", path, body).status == 201
    return {"deals": lists(portal)}


def lists(portal: HubSpotPortal) -> dict[str, object]:
    paths = {
        "groups": "/crm/properties/2026-09/deals/groups",
        "properties": "/crm/properties/2026-09/deals",
        "pipelines": "/crm/pipelines/2026-09/deals",
    }
    return {kind: json.loads(call(portal, "GET", path).body) for kind, path in paths.items()}


def loaded(file: Path) -> tuple[Loaded, HubSpotPortal]:
    store = Store()
    portal = HubSpotPortal(store, NOON)
    return load_export(portal, file, store.transaction), HubSpotPortal(store, NOON)


def test_an_export_makes_the_same_definitions(tmp_path, exported):
    file = tmp_path / "portal.json"
    file.write_text(json.dumps(exported), encoding="utf-8")

    done, portal = loaded(file)

    assert done.components == 1 + 3 + 2
    builtin = [item for item in exported["deals"]["properties"]["results"] if item.get("hubspotDefined")]
    assert done.skipped == (f"{len(builtin)} properties of HubSpot's own",)
    assert lists(portal) == exported["deals"]


@pytest.mark.parametrize("kind", ["groups", "properties", "pipelines"])
def test_one_list_answer_alone_is_about_deals(tmp_path, exported, kind):
    file = tmp_path / "answer.json"
    file.write_text(json.dumps(exported["deals"][kind]), encoding="utf-8")

    _, portal = loaded(file)

    names = [item.get("name", item.get("id")) for item in exported["deals"][kind]["results"]]
    assert [item.get("name", item.get("id")) for item in lists(portal)[kind]["results"]] == names


UNFIT = {"name": "ps_x", "label": "X", "groupName": "g", "type": "number", "fieldType": "select"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "no export"),
        ('{"deals": {"propertys": {"results": []}}}', "deals.propertys"),
        ('{"deals": {"properties": []}}', "no list answer"),
        ('{"deals": {"properties": {"results": [{"label": "x"}]}}}', "lacks name"),
        (json.dumps({"deals": {"properties": {"results": [UNFIT]}}}), "deals.properties.ps_x: Invalid type"),
        ('{"nothings": {"properties": {"results": []}}}', "nothings"),
    ],
)  # fmt: skip
def test_a_broken_export_is_told_and_nothing_is_made(tmp_path, text, problem):
    file = tmp_path / "export.json"
    file.write_text(text, encoding="utf-8")
    store = Store()
    portal = HubSpotPortal(store, NOON)
    before = store.digest()

    with pytest.raises(LoadError) as caught:
        load_export(portal, file, store.transaction)

    assert problem in str(caught.value.broken[0])
    assert store.digest() == before
