"""What a foreign administrator made in an org becomes a schema that plans empty there and makes the same elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.schema.model import (
    Aggregate,
    Blanks,
    Field,
    FieldType,
    OnDelete,
    RollUp,
    SalesforceField,
    Schema,
    Value,
)

IMPATIENT = Retries(sleep=lambda _: None)
_T = FieldType


def theirs(**said: object) -> SalesforceField:
    """As a pulled field is: the org's own permission sets say who sees it."""
    return SalesforceField(granted=False, **said)  # type: ignore[arg-type]


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


def pulled(org: Served, selection: Selection | None = None) -> Pulled:
    with closing(SalesforceTarget(org.url, org.token, retries=IMPATIENT)) as target:
        return target.pull(selection or Selection())


def pending(org: Served, schema: Schema) -> list[str]:
    with closing(SalesforceTarget(org.url, org.token, retries=IMPATIENT)) as target:
        projection = target.project(schema)
        live = target.read(projection.resources)
        assert live.coverage.complete, live.coverage
        assert projection.unsupported == ()
        return differences(projection.resources, live.resources)


def apply(org: Served, schema: Schema) -> None:
    with closing(SalesforceTarget(org.url, org.token, retries=IMPATIENT)) as target:
        resources = target.project(schema).resources
        changes = ordered(diff(resources, target.read(resources).resources))
        for step in target.steps(changes):
            assert target.execute(step).failed == {}


def assert_round_trip(org: Served) -> Schema:
    """The three laws of a pull; gives the schema."""
    schema = pulled(org).schema
    assert pending(org, schema) == []
    with served() as empty:
        apply(empty, schema)
        assert pulled(empty).schema == schema
        assert pending(empty, schema) == []
    return schema


def values(*names: str, more: str = "") -> str:
    listed = "".join(f"<value><fullName>{name}</fullName><default>false</default></value>" for name in names)
    definition = f"<valueSetDefinition><sorted>false</sorted>{listed}</valueSetDefinition>"
    return f"<valueSet><restricted>true</restricted>{definition}{more}</valueSet>"


SIZED = "<precision>18</precision><scale>2</scale>"
AB = (Value("a", "a"), Value("b", "b"))
FIELDS = [
    ("<type>Text</type><length>80</length>", {"type": _T.TEXT, "length": 80}),
    ("<type>Text</type><length>255</length><unique>true</unique><caseSensitive>true</caseSensitive>",
     {"type": _T.TEXT, "unique": True, "case_sensitive": True}),
    ("<type>Text</type><length>255</length><externalId>true</externalId><required>true</required>",
     {"type": _T.TEXT, "external_id": True, "required": True, "salesforce": SalesforceField()}),
    ('<type>Text</type><length>255</length><defaultValue>"0.50"</defaultValue>',
     {"type": _T.TEXT, "default": '"0.50"'}),
    ("<type>LongTextArea</type><length>4000</length><visibleLines>3</visibleLines>",
     {"type": _T.LONG_TEXT, "length": 4000, "lines": 3}),
    ("<type>Html</type><length>32768</length><visibleLines>30</visibleLines>", {"type": _T.RICH_TEXT, "lines": 30}),
    ("<type>Number</type><precision>18</precision><scale>0</scale>", {"type": _T.NUMBER}),
    (f"<type>Number</type>{SIZED}<defaultValue>0.50</defaultValue>",
     {"type": _T.NUMBER, "scale": 2, "default": "0.5"}),
    ("<type>Number</type><precision>4</precision><scale>0</scale><externalId>true</externalId><unique>true</unique>",
     {"type": _T.NUMBER, "precision": 4, "external_id": True, "unique": True}),
    (f"<type>Currency</type>{SIZED}", {"type": _T.CURRENCY}),
    ("<type>Percent</type><precision>6</precision><scale>1</scale>", {"type": _T.PERCENT, "scale": 1}),
    ("<type>Percent</type><precision>3</precision><scale>0</scale>", {"type": _T.PERCENT, "precision": 3}),
    ("<type>Checkbox</type><defaultValue>false</defaultValue>", {"type": _T.CHECKBOX}),
    ("<type>Checkbox</type><defaultValue>true</defaultValue>", {"type": _T.CHECKBOX, "default": "true"}),
    ("<type>Date</type><defaultValue>TODAY() + 7</defaultValue>", {"type": _T.DATE, "default": "TODAY() + 7"}),
    ("<type>DateTime</type><trackHistory>true</trackHistory>", {"type": _T.DATETIME, "track_history": True}),
    ("<type>Time</type>", {"type": _T.TIME}),
    ("<type>Email</type><unique>true</unique>", {"type": _T.EMAIL, "unique": True}),
    ("<type>Phone</type>", {"type": _T.PHONE}),
    ("<type>Url</type><inlineHelpText>Where \"it\" &amp; is</inlineHelpText>",
     {"type": _T.URL, "help": 'Where "it" & is'}),
    (f"<type>Picklist</type>{values('a', 'b')}", {"type": _T.PICKLIST, "values": AB}),
    (f"<type>MultiselectPicklist</type><visibleLines>6</visibleLines>{values('a', 'b')}",
     {"type": _T.MULTI_SELECT, "lines": 6, "values": AB}),
    ("<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Thing_Opportunities</relationshipName>",
     {"type": _T.LOOKUP, "to": "account"}),
    ("<type>Lookup</type><referenceTo>User</referenceTo><relationshipName>Mine</relationshipName>"
     "<deleteConstraint>Restrict</deleteConstraint><required>true</required>",
     {"type": _T.LOOKUP, "to": "user", "on_delete": OnDelete.RESTRICT, "required": True,
      "salesforce": SalesforceField(relationship="Mine")}),
    ("<type>AutoNumber</type><displayFormat>D-{0000}</displayFormat>",
     {"type": _T.AUTO_NUMBER, "number_format": "D-{0000}"}),
    (f"<type>Number</type>{SIZED}<formula>Amount * 2</formula>"
     "<formulaTreatBlanksAs>BlankAsBlank</formulaTreatBlanksAs>",
     {"type": _T.FORMULA, "result": _T.NUMBER, "blanks": Blanks.BLANK, "scale": 2,
      "salesforce": theirs(formula="Amount * 2")}),
    ("<type>Text</type><formula>Name</formula>",
     {"type": _T.FORMULA, "result": _T.TEXT, "salesforce": theirs(formula="Name")}),
    ("<type>TextArea</type><required>true</required>",
     {"type": _T.OTHER, "required": True, "salesforce": SalesforceField(type="TextArea")}),
    ("<type>Location</type><scale>0</scale>",
     {"type": _T.OTHER, "salesforce": theirs(type="Location", native={"scale": 0})}),
    ("<type>EncryptedText</type><length>20</length><maskChar>asterisk</maskChar><maskType>all</maskType>",
     {"type": _T.OTHER, "salesforce": theirs(type="EncryptedText", native={"length": 20, "maskChar": "asterisk",
                                                                          "maskType": "all"})}),
    ("<type>Date</type><securityClassification>Internal</securityClassification><complianceGroup>PII;GDPR"
     "</complianceGroup><trackTrending>true</trackTrending>",
     {"type": _T.DATE, "salesforce": theirs(native={"securityClassification": "Internal",
                                                    "complianceGroup": "PII;GDPR", "trackTrending": True})}),
]  # fmt: skip


@pytest.mark.parametrize(("elements", "said"), FIELDS, ids=[f"{case[1]['type']}-{n}" for n, case in enumerate(FIELDS)])
def test_a_field_of_each_type_comes_in_whole_and_goes_out_again(
    org: Served, elements: str, said: dict[str, object]
) -> None:
    org.make("CustomField", f"<fullName>Opportunity.Thing__c</fullName><label>Thing</label>{elements}")

    field = assert_round_trip(org).objects["opportunity"].fields["thing"]

    assert field == Field("thing", **{"salesforce": theirs(), **said})  # type: ignore[arg-type]


def test_a_pull_takes_few_calls_however_many_fields_there_are(org: Served) -> None:
    elements = "<label>Thing</label><type>Date</type>"
    for number in range(40):
        org.make("CustomField", f"<fullName>Opportunity.Thing_{number}__c</fullName>{elements}")

    with closing(SalesforceTarget(org.url, org.token, retries=IMPATIENT)) as target:
        found = target.pull(Selection())
        assert target._client.calls <= 7
    assert len(found.schema.objects["opportunity"].fields) == 40
    assert not found.left_out
    assert {gap.subject for gap in found.unasked} >= {"duplicate_rules.account", "objects.account.settings"}
    assert found.notes == ()


OBJECT = (
    "<fullName>Deal_Line__c</fullName><label>Deal line</label><pluralLabel>Deal lines</pluralLabel>"
    "<nameField><type>Text</type><label>Deal line Name</label></nameField>"
)
MASTER = (
    "<fullName>Deal_Line__c.Partner__c</fullName><label>Partner</label><type>MasterDetail</type>"
    "<referenceTo>Account</referenceTo><relationshipName>Deal_Lines</relationshipName>"
)
ROLL_UP = (
    "<fullName>Account.Line_Total__c</fullName><label>Line total</label><type>Summary</type><summaryOperation>sum"
    "</summaryOperation><summaryForeignKey>Deal_Line__c.Partner__c</summaryForeignKey><summarizedField>"
    "Deal_Line__c.Worth__c</summarizedField><summaryFilterItems><field>Deal_Line__c.Worth__c</field><operation>"
    "greaterThan</operation><value>0</value></summaryFilterItems>"
)


def test_a_custom_object_with_a_master_and_a_roll_up_over_it(org: Served) -> None:
    org.make("CustomObject", OBJECT + "<sharingModel>ReadWrite</sharingModel>")
    org.make("CustomField", MASTER)
    org.make(
        "CustomField", f"<fullName>Deal_Line__c.Worth__c</fullName><label>Worth</label><type>Currency</type>{SIZED}"
    )
    org.make("CustomField", ROLL_UP)

    schema = assert_round_trip(org)

    line, account = schema.objects["deal_line"], schema.objects["account"]
    assert (line.label, line.plural) == (None, None)
    assert line.fields["partner"].type is FieldType.MASTER_DETAIL
    assert line.fields["partner"].to == "account"
    total = account.fields["line_total"]
    assert total.roll_up == RollUp(Aggregate.SUM, "deal_line", "partner", "worth")
    assert total.salesforce.native == {
        "summaryFilterItems": {"field": "Deal_Line__c.Worth__c", "operation": "greaterThan", "value": 0}
    }


def test_an_object_that_chose_otherwise_says_so(org: Served) -> None:
    name = "<nameField><type>AutoNumber</type><label>No.</label><displayFormat>L-{0}</displayFormat></nameField>"
    org.make(
        "CustomObject",
        "<fullName>PartnerTier__c</fullName><label>Stufe “A”</label><pluralLabel>Stufen</pluralLabel>"
        f"<sharingModel>Private</sharingModel><enableActivities>true</enableActivities><enableSearch>true</enableSearch>"
        f"<enableBulkApi>false</enableBulkApi><description>Größe &lt; 3</description>{name}",
    )

    obj = assert_round_trip(org).objects["partner_tier"]

    assert (obj.label, obj.plural, obj.description) == ("Stufe “A”", "Stufen", "Größe < 3")
    assert obj.salesforce.name == "PartnerTier__c"
    assert obj.salesforce.native == {
        "sharingModel": "Private",
        "enableActivities": True,
        "enableSearch": True,
        "enableBulkApi": False,
        "nameField": {"type": "AutoNumber", "label": "No.", "displayFormat": "L-{0}"},
    }


def test_values_with_all_that_they_say(org: Served) -> None:
    listed = (
        "<value><fullName>Ä “x”</fullName><default>true</default><label>Größe &amp; Maß</label><color>#FF0000</color>"
        "<description>It's</description></value><value><fullName>old</fullName><default>false</default><isActive>false"
        "</isActive><label>Old</label></value>"
    )
    org.make(
        "CustomField",
        "<fullName>Opportunity.Thing__c</fullName><label>Thing</label><type>Picklist</type><valueSet>"
        f"<valueSetDefinition><sorted>true</sorted>{listed}</valueSetDefinition></valueSet>",
    )

    field = assert_round_trip(org).objects["opportunity"].fields["thing"]

    assert field.values == (
        Value("Ä “x”", "Größe & Maß", description="It's", color="#FF0000", default=True),
        Value("old", "Old", active=False),
    )
    assert field.restricted is False
    assert field.salesforce.native == {"sorted": True}


def test_a_value_set_that_fields_share_and_one_that_depends_on_it(org: Served) -> None:
    org.make(
        "GlobalValueSet",
        "<fullName>Partner_Region</fullName><masterLabel>Region</masterLabel><description>Where</description><customValue>"
        "<fullName>emea</fullName><default>false</default><label>EMEA</label></customValue><customValue><fullName>amer"
        "</fullName><default>false</default><isActive>false</isActive><label>AMER</label></customValue>",
    )
    shared = "<valueSet><valueSetName>Partner_Region</valueSetName></valueSet>"
    org.make("CustomField", f"<fullName>Account.Region__c</fullName><label>Region</label><type>Picklist</type>{shared}")
    settings = (
        "<controllingField>Region__c</controllingField><valueSettings><controllingFieldValue>emea</controllingFieldValue>"
        "<valueName>a</valueName></valueSettings>"
    )
    org.make(
        "CustomField",
        "<fullName>Account.City__c</fullName><label>City</label><type>Picklist</type>"
        + values("a", "b", more=settings),
    )

    schema = assert_round_trip(org)

    fields = schema.objects["account"].fields
    assert fields["region"].value_set == "partner_region"
    assert fields["city"].depends_on == "region"
    assert fields["city"].values == (Value("a", "a", when=("emea",)), Value("b", "b"))
    assert schema.value_sets["partner_region"].label == "Region"
    assert [value.active for value in schema.value_sets["partner_region"].values] == [None, False]


def test_stages_processes_record_types_and_rules_as_they_are(org: Served) -> None:
    org.edit(
        "StandardValueSet",
        "OpportunityStage",
        "</sorted>",
        "</sorted><standardValue><fullName>Id. “Käufer”?</fullName><default>false</default><label>Käufer, id.</label>"
        "<closed>false</closed><won>false</won><probability>12</probability><forecastCategory>BestCase</forecastCategory>"
        "</standardValue>",
    )
    org.make(
        "CustomField",
        f"<fullName>Opportunity.Kind__c</fullName><label>Kind</label><type>Picklist</type>{values('a', 'Mx.')}",
    )
    org.make(
        "BusinessProcess",
        "<fullName>Opportunity.Big deals</fullName><isActive>true</isActive><values><fullName>Prospecting</fullName>"
        "<default>false</default></values><values><fullName>Id%2E “Käufer”%3F</fullName>"
        "<default>false</default></values>",
    )
    for name, active in (("Big", "true"), ("Other", "false")):
        org.make(
            "RecordType",
            f"<fullName>Opportunity.{name}</fullName><active>{active}</active><label>{name} “one”</label>"
            "<businessProcess>Big deals</businessProcess><picklistValues><picklist>Kind__c</picklist><values>"
            "<fullName>Mx%2E</fullName><default>true</default></values></picklistValues>",
        )
    formula = 'AND(ISBLANK(Amount), \n NOT(ISPICKVAL(StageName, "Closed Lost")))'
    org.make(
        "ValidationRule",
        "<fullName>Opportunity.Amount_please</fullName><active>false</active><description>why</description>"
        f"<errorConditionFormula>{formula}</errorConditionFormula><errorDisplayField>Amount</errorDisplayField>"
        "<errorMessage>Say “how much”.</errorMessage>",
    )

    schema = assert_round_trip(org)

    deals = schema.objects["opportunity"]
    big, other = deals.record_types["Big"], deals.record_types["Other"]
    assert (big.label, big.active, other.active) == ("Big “one”", None, False)
    assert big.business_process == "Big deals"
    assert big.picklists == {"kind": ("Mx.",), "stage": ("Prospecting", "Id. “Käufer”?")}
    assert big.defaults == {"kind": "Mx."}
    rule = deals.validation_rules["Amount_please"]
    assert (rule.formula, rule.active, rule.error_field) == (formula, False, "amount")
    stages = {value.name: value for value in schema.value_sets["opportunity_stage"].values}
    assert stages["Id. “Käufer”?"].salesforce == {"probability": 12, "forecastCategory": "BestCase"}
    assert stages["Closed Won"].salesforce == {
        "closed": True, "won": True, "probability": 100, "forecastCategory": "Closed",
    }  # fmt: skip
