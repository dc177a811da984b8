"""Custom fields of the embedded org: what they read back, what is refused, what a type change does."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, OPPORTUNITY, Client

from dealspec.emulator.salesforce.org import SalesforceOrg

TRACK = {"trackFeedHistory": "false", "trackHistory": "false", "trackTrending": "false"}
TEXT = "<label>X</label><type>Text</type><length>9</length>"


@pytest.fixture(scope="module")
def shared(module_org: SalesforceOrg) -> Client:
    client = Client(module_org)
    client.deployed(
        "GlobalValueSet:Tiers:<customValue><fullName>gold</fullName></customValue><masterLabel>Tiers</masterLabel>",
        "GlobalValueSet:Bands:<customValue><fullName>low</fullName></customValue><masterLabel>Bands</masterLabel>",
    )
    return client


@pytest.mark.parametrize(
    ("inner", "added"),
    [
        (TEXT, {"externalId": "false", "required": "false", "unique": "false", **TRACK}),
        (TEXT + "<unique>true</unique>",
         {"caseSensitive": "false", "externalId": "false", "required": "false", **TRACK}),
        ("<label>X</label><type>Checkbox</type><defaultValue>false</defaultValue>", {"externalId": "false", **TRACK}),
        ("<label>X</label><type>Date</type>", {"externalId": "false", "required": "false", **TRACK}),
        ("<label>X</label><type>LongTextArea</type><length>500</length><visibleLines>3</visibleLines>",
         {"externalId": "false", **TRACK}),
        ("<label>X</label><type>Number</type><precision>4</precision><scale>1</scale>",
         {"externalId": "false", "required": "false", "unique": "false", **TRACK}),
        ("<label>X</label><type>Lookup</type><referenceTo>Account</referenceTo>",
         {"deleteConstraint": "SetNull", "externalId": "false", "required": "false", **TRACK}),
        ("<label>X</label><type>Number</type><precision>4</precision><scale>1</scale><formula>Amount</formula>",
         {"externalId": "false", "required": "false", "unique": "false", "formulaTreatBlanksAs": "BlankAsZero",
          **TRACK}),
    ],
)  # fmt: skip
def test_a_field_reads_back_with_the_vendors_defaults(client: Client, inner: str, added: dict[str, str]) -> None:
    client.deployed(f"CustomField:Opportunity.X__c:{inner}")

    (record,) = client.read("CustomField", "Opportunity.X__c")
    read = {child.tag.removeprefix(MD): child.text for child in record if len(child) == 0}

    given = {part.partition(">")[0]: part.partition(">")[2] for part in inner.split("<") if part and part[0] != "/"}
    assert read == {"fullName": "Opportunity.X__c", **given, **added}


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("Opportunity.X:" + TEXT, "Could not resolve standard field's name."),
        ("Opportunity.1x__c:" + TEXT, "Field Name: The Field Name field can only contain underscores"),
        ("Opportunity.a__b__c:" + TEXT, "Field Name: The Field Name field can only contain underscores"),
        ("Opportunity.x___c:" + TEXT, "Field Name: The Field Name field can only contain underscores"),
        (f"Opportunity.{'x' * 41}__c:{TEXT}", "Field Name: data value too large"),
        ("Nope.X__c:" + TEXT, "Entity Enumeration Or ID: bad value for restricted picklist field: Nope"),
        ("Profile.X__c:" + TEXT, "Entity Enumeration Or ID: bad value for restricted picklist field: Profile"),
        ("Opportunity.X__c:<type>Text</type><length>9</length>", "Required field is missing: label"),
        ("Opportunity.X__c:<label>X</label>", "Required field is missing: type"),
        (f"Opportunity.X__c:<label>{'x' * 41}</label><type>Date</type>", "Field Label: data value too large"),
        ("Opportunity.X__c:<label>X</label><type>Words</type>", "'Words' is not a valid value for the enum"),
        ("Opportunity.X__c:<label>X</label><type>Text</type>", "Must specify 'length' for a CustomField of type Text"),
        ("Opportunity.X__c:<label>X</label><type>Text</type><length>256</length>", "Length: value outside of valid"),
        ("Opportunity.X__c:<label>X</label><type>Text</type><length>nine</length>",
         "Error parsing file: 'nine' is not a valid value for the type xsd:int"),
        ("Opportunity.X__c:<label>X</label><type>Date</type><length>5</length>", "Can not specify 'length' for a"),
        ("Opportunity.X__c:<label>X</label><type>Number</type><precision>4</precision>", "Must specify 'scale'"),
        ("Opportunity.X__c:<label>X</label><type>Number</type><precision>19</precision><scale>0</scale>",
         "Precision: value outside of valid range"),
        ("Opportunity.X__c:<label>X</label><type>Number</type><precision>2</precision><scale>3</scale>",
         "Scale must not be greater than precision"),
        ("Opportunity.X__c:<label>X</label><type>Checkbox</type>", "Must specify 'defaultValue' for a CustomField"),
        ("Opportunity.X__c:<label>X</label><type>Checkbox</type><defaultValue>true</defaultValue><required>true"
         "</required>", "Can not specify 'required' for a CustomField of type Checkbox"),
        ("Opportunity.X__c:<label>X</label><type>Currency</type><precision>9</precision><scale>2</scale><externalId>"
         "true</externalId>", "Can not specify 'externalId' for a CustomField of type Currency"),
        ("Opportunity.X__c:<label>X</label><type>LongTextArea</type><length>500</length>", "Must specify 'visible"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type>",
         "You must specify either picklist, globalPicklist, or valueSet"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type><valueSet><valueSetName>Nope</valueSetName></valueSet>",
         "In field: valueSetName - no GlobalValueSet named Nope found"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>a"
         "</fullName></value><value><fullName>A</fullName></value></valueSetDefinition></valueSet>",
         "Field:X__c, value:A appears more than once"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>a"
         "</fullName><label>Same</label></value><value><fullName>b</fullName><label>Same</label></value>"
         "</valueSetDefinition></valueSet>", "Duplicate label: Same"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type><valueSet><controllingField>Nope__c</controllingField>"
         "<valueSetDefinition><value><fullName>a</fullName></value></valueSetDefinition></valueSet>",
         "In field: controllingField - no CustomField named Opportunity.Nope__c found"),
        ("Opportunity.X__c:<label>X</label><type>Picklist</type><valueSet><controllingField>StageName</controllingField>"
         "<valueSetDefinition><value><fullName>a</fullName></value></valueSetDefinition><valueSettings>"
         "<controllingFieldValue>Nope</controllingFieldValue><valueName>a</valueName></valueSettings></valueSet>",
         "Control field value 'Nope' not found, valid values are [Prospecting, "),
        ("Opportunity.X__c:<label>X</label><type>Lookup</type>", "Must specify 'referenceTo' for a CustomField"),
        ("Opportunity.X__c:<label>X</label><type>Lookup</type><referenceTo>Nope</referenceTo>",
         "field referenceTo value of 'Nope' does not resolve to a valid sObject type"),
        ("Opportunity.X__c:<label>X</label><type>Lookup</type><referenceTo>Account</referenceTo><required>true</required>",
         "Must specify either cascade delete or restrict delete for required lookup foreign key"),
        ("Opportunity.X__c:<label>X</label><type>MasterDetail</type><referenceTo>Account</referenceTo>"
         "<relationshipName>Xs</relationshipName>", "A standard object can't be on the detail side"),
        ("Opportunity.X__c:<label>X</label><type>Summary</type><summaryForeignKey>Contact.AccountId</summaryForeignKey>"
         "<summaryOperation>count</summaryOperation>",
         "In field: summaryForeignKey - no CustomField named Contact.AccountId found"),
        ("Opportunity.X__c:<label>X</label><type>Text</type><formula>Nope__c</formula>",
         "Field Nope__c does not exist. Check spelling."),
        (f"Opportunity.X__c:<label>X</label><type>Text</type><formula>&quot;{'x' * 3900}&quot;</formula>",
         "Formula is too long (3,902 characters).  Maximum length is 3,900 characters"),
        ("Opportunity.X__c:<label>X</label><colour>red</colour><type>Date</type>",
         "Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in"),
        ("Opportunity.StageName:<label>Phase</label><type>Picklist</type>", "Can not specify 'label' for a standard"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused(shared: Client, field: str, problem: str) -> None:
    (found,) = shared.problems(f"CustomField:{field}")

    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("<type>Text</type><length>9</length>", "<type>Text</type><formula>Name</formula>",
         "Cannot update a field to a Formula from something else"),
        ("<type>Text</type><formula>Name</formula>", "<type>Text</type><length>9</length>",
         "Cannot update a field from a Formula to something else"),
        ("<type>Text</type><length>9</length>", "<type>Lookup</type><referenceTo>Account</referenceTo>",
         "Cannot update a field to a Lookup from something else"),
        ("<type>Date</type>", "<type>AutoNumber</type><displayFormat>A-{0}</displayFormat>", None),
        ("<type>Location</type><scale>2</scale>", "<type>Text</type><length>9</length>",
         "Cannot update a field from a Location to something else"),
        ("<type>Text</type><length>9</length>",
         "<type>EncryptedText</type><length>9</length><maskChar>X</maskChar><maskType>all</maskType>",
         "Cannot update a field to a EncryptedText from something else"),
        ("<type>Lookup</type><referenceTo>Account</referenceTo>", "<type>Text</type><length>18</length>",
         "Cannot update a field from a Lookup to something else"),
        ("<type>Date</type>", "<type>DateTime</type>", None),
        ("<type>DateTime</type>", "<type>Text</type><length>30</length>", None),
        ("<type>Checkbox</type><defaultValue>false</defaultValue>", "<type>Text</type><length>9</length>", None),
        ("<type>Text</type><length>9</length>", "<type>Number</type><precision>9</precision><scale>0</scale>", None),
        ("<type>Text</type><length>9</length>", "<type>Picklist</type><valueSet><valueSetDefinition><value><fullName>a"
         "</fullName></value></valueSetDefinition></valueSet>", None),
        ("<type>LongTextArea</type><length>500</length><visibleLines>3</visibleLines>", "<type>TextArea</type>", None),
        ("<type>AutoNumber</type><displayFormat>A-{0}</displayFormat>", "<type>Text</type><length>30</length>", None),
        ("<type>Picklist</type><valueSet><valueSetName>Tiers</valueSetName></valueSet>",
         "<type>Picklist</type><valueSet><valueSetName>Bands</valueSetName></valueSet>",
         "Cannot change which global value set this picklist uses"),
        ("<type>Lookup</type><referenceTo>Account</referenceTo>",
         "<type>Lookup</type><referenceTo>Contact</referenceTo>",
         "Cannot change the referenceTo of an existing relationship field"),
        ("<type>Text</type><length>9</length>", "<type>TextArea</type>", None),
        ("<type>Number</type><precision>9</precision><scale>2</scale>",
         "<type>Percent</type><precision>9</precision><scale>2</scale>", None),
    ],
)  # fmt: skip
def test_a_type_change_is_judged(client: Client, before: str, after: str, problem: str | None) -> None:
    inner = "<customValue><fullName>a</fullName></customValue><masterLabel>Set</masterLabel>"
    sets = [f"GlobalValueSet:{name}:{inner}" for name in ("Tiers", "Bands")]
    client.deployed(*sets, f"CustomField:Opportunity.X__c:<label>X</label>{before}")

    assert client.problems(f"CustomField:Opportunity.X__c:<label>X</label>{after}") == ([problem] if problem else [])


def test_a_lossy_type_change_cuts_and_drops_stored_values(client: Client) -> None:
    client.deployed("CustomField:Opportunity.X__c:<label>X</label><type>Text</type><length>9</length>")
    client.grant("Opportunity.X__c")
    for value in ("123", "12345678", "words"):
        client.opportunity(X__c=value)

    client.deployed("CustomField:Opportunity.X__c:<label>X</label><type>Text</type><length>5</length>")
    cut = client.values("SELECT X__c FROM Opportunity ORDER BY CreatedDate")
    client.deployed(
        "CustomField:Opportunity.X__c:<label>X</label><type>Number</type><precision>9</precision><scale>0</scale>"
    )
    dropped = client.values("SELECT X__c FROM Opportunity ORDER BY CreatedDate")

    assert cut == ["123", "12345", "words"]
    assert dropped == [123.0, 12345.0, None]


def test_values_left_out_of_an_update_are_deactivated(client: Client) -> None:
    field = (
        "<label>X</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>{}"
        "</valueSetDefinition></valueSet>"
    )
    a, b, c = (f"<value><fullName>{name}</fullName></value>" for name in "abc")
    client.deployed("CustomField:Opportunity.X__c:" + field.format(a + b))
    client.deployed("CustomField:Opportunity.X__c:" + field.format(b + c))
    client.grant("Opportunity.X__c")

    (record,) = client.read("CustomField", "Opportunity.X__c")
    values = [(value.findtext(f"{MD}fullName"), value.findtext(f"{MD}isActive")) for value in record.iter(f"{MD}value")]
    fields = {item["name"]: item for item in client.json("GET", "sobjects/Opportunity/describe")["fields"]}

    assert values == [("b", None), ("c", None), ("a", "false")]
    assert [value["value"] for value in fields["X__c"]["picklistValues"]] == ["b", "c"]
    refused = client.refused("POST", "sobjects/Opportunity", {**OPPORTUNITY, "X__c": "a"})
    assert refused[0][0] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


def test_a_field_in_use_cannot_be_deleted(client: Client) -> None:
    client.deployed(
        f"CustomField:Opportunity.X__c:{TEXT}",
        "ValidationRule:Opportunity.Needs_X:<active>true</active><errorConditionFormula>ISBLANK(X__c)"
        "</errorConditionFormula><errorMessage>X</errorMessage>",
    )
    names = "<type>CustomField</type><fullNames>Opportunity.X__c</fullNames>"

    refused = client.soap("deleteMetadata", names)
    client.soap("deleteMetadata", "<type>ValidationRule</type><fullNames>Opportunity.Needs_X</fullNames>")
    deleted = client.soap("deleteMetadata", names)

    assert refused.findtext(f".//{MD}statusCode") == "DEPENDENCY_EXISTS"
    assert deleted.findtext(f".//{MD}success") == "true"


def test_a_deleted_field_leaves_grants_and_records(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.X__c:{TEXT}", f"CustomField:Opportunity.Y__c:{TEXT}")
    client.grant("Opportunity.X__c", "Opportunity.Y__c")
    client.opportunity(X__c="x", Y__c="y")

    client.soap("deleteMetadata", "<type>CustomField</type><fullNames>Opportunity.X__c</fullNames>")
    client.deployed(f"CustomField:Opportunity.X__c:{TEXT}")
    (grants,) = client.read("PermissionSet", "All")

    assert [entry.findtext(f"{MD}field") for entry in grants.iter(f"{MD}fieldPermissions")] == ["Opportunity.Y__c"]
    client.grant("Opportunity.X__c", "Opportunity.Y__c")
    assert client.query("SELECT X__c, Y__c FROM Opportunity") == [{"X__c": None, "Y__c": "y"}]


def test_names_are_unique_without_regard_to_case(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}")

    metadata = f'<metadata xsi:type="CustomField"><fullName>Opportunity.CODE__c</fullName>{TEXT}</metadata>'
    answer = client.soap("createMetadata", metadata)

    assert answer.findtext(f".//{MD}statusCode") == "DUPLICATE_DEVELOPER_NAME"


def test_a_custom_object_takes_fields_and_records(client: Client) -> None:
    client.deployed(
        "CustomObject:Share__c:<deploymentStatus>Deployed</deploymentStatus><label>Share</label><nameField><label>Name"
        "</label><type>Text</type></nameField><pluralLabel>Shares</pluralLabel><sharingModel>ReadWrite</sharingModel>",
        "CustomField:Share__c.Deal__c:<label>Deal</label><type>MasterDetail</type><referenceTo>Opportunity"
        "</referenceTo><relationshipName>Shares</relationshipName>",
        "CustomField:Share__c.Percent__c:<label>Percent</label><type>Percent</type><precision>5</precision>"
        "<scale>2</scale>",
    )
    client.grant("Share__c.Percent__c")
    deal = client.opportunity(Name="Big")
    client.create("Share__c", Name="One", Deal__c=deal, Percent__c=60)

    assert client.refused("POST", "sobjects/Share__c", {"Name": "Two"})[0][0] == "REQUIRED_FIELD_MISSING"
    assert client.query("SELECT Name, Percent__c FROM Share__c WHERE Deal__r.Name = 'Big'") == [
        {"Name": "One", "Percent__c": 60.0}
    ]
    assert client.query("SELECT (SELECT Name FROM Shares__r) FROM Opportunity")[0]["Shares__r"]["totalSize"] == 1
