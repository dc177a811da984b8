"""What rules, formula fields and defaults may name besides their record's fields, and VLOOKUP, as the org answers."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

from dealspec.emulator.salesforce.org import SalesforceOrg

SETTING = "<customSettingsType>Hierarchy</customSettingsType><label>Rules</label><visibility>Public</visibility>"
METADATA_TYPE = "<label>Limit</label><pluralLabel>Limits</pluralLabel><visibility>Public</visibility>"
NUMBER = "<label>Days</label><type>Number</type><precision>5</precision><scale>0</scale>"
LIMIT = (
    "<label>Deal</label><protected>false</protected><values><field>Days__c</field>"
    '<value xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:double">30.0</value></values>'
    '<values><field>Open__c</field><value xsi:nil="true"/></values>'
)
LABELS = (
    "<labels><fullName>Blocked</fullName><language>en_US</language><protected>false</protected><shortDescription>Blocked"
    "</shortDescription><value>Blocked</value></labels>"
)
ZIP = (
    "<deploymentStatus>Deployed</deploymentStatus><label>Zip</label><nameField><label>Zip</label><type>Text</type>"
    "</nameField><pluralLabel>Zips</pluralLabel><sharingModel>ReadWrite</sharingModel>"
)
CHECKBOX = "<defaultValue>false</defaultValue><label>Off</label><type>Checkbox</type>"


def stage(org: SalesforceOrg) -> Client:
    """An org with a setting, a custom metadata record, a label, a permission and an object to look up."""
    client = Client(org)
    client.deployed(
        f"CustomObject:Rules__c:{SETTING}",
        f"CustomField:Rules__c.Off__c:{CHECKBOX}",
        "CustomField:Rules__c.Region__c:<label>Region</label><type>Text</type><length>20</length>",
        "CustomField:Rules__c.Share__c:<label>Share</label><type>Percent</type><precision>5</precision><scale>1</scale>",
        f"CustomObject:Limit__mdt:{METADATA_TYPE}",
        f"CustomField:Limit__mdt.Days__c:{NUMBER}",
        f"CustomField:Limit__mdt.Open__c:{NUMBER}",
        f"CustomMetadata:Limit.Deal:{LIMIT}",
        f"CustomLabels:CustomLabels:{LABELS}",
        "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>Bypass</label>",
        f"CustomObject:Zip__c:{ZIP}",
        "CustomField:Zip__c.City__c:<label>City</label><type>Text</type><length>20</length>",
        "CustomField:Zip__c.Tax__c:<label>Tax</label><type>Percent</type><precision>5</precision><scale>1</scale>",
    )
    client.grant("Zip__c.City__c", "Zip__c.Tax__c")
    role = client.create("UserRole", Name="Channel Manager", DeveloperName="Channel")
    client.json("PATCH", f"sobjects/User/{org.user_id}", {"UserRoleId": role}, status=204)
    client.create("Rules__c", SetupOwnerId=org.org_id, Region__c="EMEA", Share__c=50)
    client.create("Zip__c", Name="10115", City__c="Berlin", Tax__c=19)
    client.create("Zip__c", Name="10115", City__c="Later")
    return client


@pytest.fixture(scope="module")
def shared(module_org: SalesforceOrg) -> Client:
    return stage(module_org)


def rule(formula: str) -> str:
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"ValidationRule:Opportunity.Global:<active>true</active><errorConditionFormula>{escaped}"
        "</errorConditionFormula><errorMessage>Stopped.</errorMessage>"
    )


def fires(client: Client, formula: str) -> bool:
    client.deployed(rule(formula))
    answer = client.send("POST", "sobjects/Opportunity", OPPORTUNITY)
    assert answer.status == 201 or b'"Stopped."' in answer.body, answer.body
    return answer.status == 400


@pytest.mark.parametrize(
    ("formula", "true"),
    [
        ('$Profile.Name = "System Administrator"', True),
        ("$profile.NAME <> 'System Administrator'", False),
        ('$UserRole.Name = "Channel Manager" && $UserRole.DeveloperName = "Channel"', True),
        ("LEN($UserRole.Id) = 15", True),
        ("$User.UserRoleId = $UserRole.Id", True),
        ("ISBLANK($User.Department)", True),
        ('$User.Department = ""', True),
        ("$User.IsActive", True),
        ('$Organization.Country = "US"', True),
        ("LEN($Organization.Id) = 15 && ISBLANK($Organization.City)", True),
        ('$Setup.Rules__c.Region__c = "EMEA"', True),
        ("$Setup.Rules__c.Off__c", False),
        ("NOT($Setup.Rules__c.Off__c)", True),
        ("$Setup.Rules__c.Share__c = 0.5", True),
        ("$CustomMetadata.Limit__mdt.Deal.Days__c = 30", True),
        ("ISBLANK($CustomMetadata.Limit__mdt.Deal.Open__c)", True),
        ('$CustomMetadata.Limit__mdt.Deal.MasterLabel = "Deal"', True),
        ('$Label.Blocked = "Blocked"', True),
        ("$Permission.Bypass", False),
        ("$System.OriginDateTime < NOW() && YEAR(DATEVALUE($System.OriginDateTime)) = 1900", True),
        ('CONTAINS($Api.Partner_Server_URL_660, "/services/Soap/u/66.0/")', True),
        ('CONTAINS($Api.Enterprise_Server_URL_580, "/services/Soap/c/58.0/")', True),
        ("LEN($Api.Session_ID) > 15", True),
        ("ISBLANK($RecordType.Name)", True),
        ('VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, "10115") = "Berlin"', True),
        ('VLOOKUP($ObjectType.Zip__c.Fields.Tax__c, $ObjectType.Zip__c.Fields.Name, "10115") = 0.19', True),
        ('ISBLANK(VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, "99999"))', True),
    ],
)  # fmt: skip
def test_a_rule_reads_a_global_variable(shared: Client, formula: str, true: bool) -> None:
    assert fires(shared, formula) is true


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ("$Profile.Nam = 'x'", "Field $Profile.Nam does not exist. Check spelling."),
        ("$Setup.Rules__c.On__c", "Field $Setup.Rules__c.On__c does not exist. Check spelling."),
        ("$Setup.Zip__c.City__c = 'x'", "Field $Setup.Zip__c.City__c does not exist. Check spelling."),
        ("$CustomMetadata.Limit__mdt.None.Days__c = 1",
         "Field $CustomMetadata.Limit__mdt.None.Days__c does not exist. Check spelling."),
        ("$Label.Absent = 'x'", "Field $Label.Absent does not exist. Check spelling."),
        ("$Permission.Absent", "Field $Permission.Absent does not exist. Check spelling."),
        ("$Api.Nothing = 'x'", "Field $Api.Nothing does not exist. Check spelling."),
        ("$System.Now = NOW()", "Field $System.Now does not exist. Check spelling."),
        ("$Setup.Rules__c.Region__c", "Formula result is data type (Text), incompatible with expected data type "
                                      "(Boolean)."),
        ("$User.Department * 5 > 1", "Incorrect parameter type for operator '*'. Expected Number, "
                                 "received Text"),
        ("VLOOKUP($ObjectType.Zip__c.Fields.Gone__c, $ObjectType.Zip__c.Fields.Name, 'x') = 'y'",
         "Field $ObjectType.Zip__c.Fields.Gone__c does not exist. Check spelling."),
        ("VLOOKUP($ObjectType.Account.Fields.Site, $ObjectType.Account.Fields.Name, 'x') = 'y'",
         "Field $ObjectType.Account.Fields.Site does not exist. Check spelling."),
    ],
)  # fmt: skip
def test_a_global_variable_that_is_not_there_is_refused(shared: Client, formula: str, problem: str) -> None:
    found = shared.problems(rule(formula))

    assert [item[: len(problem)] for item in found] == [problem]


def test_a_setting_of_the_user_goes_before_the_profiles_and_the_orgs(client: Client) -> None:
    client.deployed(
        f"CustomObject:Rules__c:{SETTING}",
        f"CustomField:Rules__c.Off__c:{CHECKBOX}",
        "CustomField:Rules__c.Region__c:<label>Region</label><type>Text</type><length>20</length>",
    )
    profile = client.values("SELECT Id FROM Profile")[0]
    seen = []
    for owner, region in ((client.org.org_id, "org"), (profile, "profile"), (client.org.user_id, "user")):
        client.create("Rules__c", SetupOwnerId=owner, Region__c=region)
        seen.append(
            [name for name in ("org", "profile", "user") if fires(client, f'$Setup.Rules__c.Region__c="{name}"')]
        )

    assert seen == [["org"], ["profile"], ["user"]]


def test_a_users_blank_setting_leaves_the_orgs_but_its_checkbox_counts(client: Client) -> None:
    client.deployed(
        f"CustomObject:Rules__c:{SETTING}",
        f"CustomField:Rules__c.Off__c:{CHECKBOX}",
        "CustomField:Rules__c.Region__c:<label>Region</label><type>Text</type><length>20</length>",
    )
    client.create("Rules__c", SetupOwnerId=client.org.org_id, Region__c="EMEA", Off__c=True)
    client.create("Rules__c", SetupOwnerId=client.org.user_id)

    assert fires(client, '$Setup.Rules__c.Region__c = "EMEA"')
    assert not fires(client, "$Setup.Rules__c.Off__c")


def test_one_owner_has_one_setting(client: Client) -> None:
    client.deployed(f"CustomObject:Rules__c:{SETTING}")
    client.create("Rules__c")

    [fault] = client.refused("POST", "sobjects/Rules__c", {"SetupOwnerId": client.org.org_id})

    assert fault[0] == "DUPLICATE_VALUE"
    assert client.values("SELECT SetupOwnerId FROM Rules__c") == [client.org.org_id]


def test_the_record_type_of_the_record_is_a_global_variable(client: Client) -> None:
    client.deployed(
        "RecordType:Account.Partner:<active>true</active><label>Partner</label>",
        "ValidationRule:Account.No_partners:<active>true</active><errorConditionFormula>"
        '$RecordType.Name = "Partner"</errorConditionFormula><errorMessage>Stopped.</errorMessage>',
    )
    partner = client.values("SELECT Id FROM RecordType")[0]

    client.create("Account", Name="Plain")

    assert client.refused("POST", "sobjects/Account", {"Name": "P", "RecordTypeId": partner}) == [
        ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Stopped.")
    ]


def test_formula_fields_and_defaults_read_global_variables_too(client: Client) -> None:
    client.deployed(
        f"CustomLabels:CustomLabels:{LABELS}",
        "CustomField:Account.Who__c:<formula>$User.Alias &amp; $Label.Blocked</formula><label>Who</label>"
        "<type>Text</type>",
        "CustomField:Account.Maker__c:<defaultValue>$User.Alias</defaultValue><label>Maker</label><length>20</length>"
        "<type>Text</type>",
    )
    client.grant(name="Maker", extra="".join(
        f"<fieldPermissions><editable>{edit}</editable><field>Account.{name}</field><readable>true</readable>"
        "</fieldPermissions>" for name, edit in (("Who__c", "false"), ("Maker__c", "true"))
    ))  # fmt: skip
    client.create("Account", Name="A")

    assert client.query("SELECT Who__c, Maker__c FROM Account") == [{"Who__c": "adminBlocked", "Maker__c": "admin"}]


@pytest.mark.parametrize(
    ("default", "problem"),
    [
        ("$User.Nothing", "Field $User.Nothing does not exist. Check spelling."),
        ("5 + 5", "Formula result is data type (Number), incompatible with expected data type (Text)."),
        ("Name", "Field Name does not exist. Check spelling."),
        ("plain words", "Syntax error"),
    ],
)
def test_a_default_that_is_no_formula_of_its_type_is_refused(shared: Client, default: str, problem: str) -> None:
    [found] = shared.problems(
        f"CustomField:Account.Bad__c:<defaultValue>{default}</defaultValue><label>Bad</label><length>20</length>"
        "<type>Text</type>"
    )

    assert found.startswith(problem)


def test_custom_metadata_is_read_by_query_and_written_by_metadata_alone(shared: Client) -> None:
    rows = shared.query("SELECT DeveloperName, MasterLabel, QualifiedApiName, Days__c, Open__c FROM Limit__mdt")
    refused = shared.refused("POST", "sobjects/Limit__mdt", {"DeveloperName": "X"})
    (read,) = shared.read("CustomMetadata", "Limit.Deal")

    assert rows == [
        {"DeveloperName": "Deal", "MasterLabel": "Deal", "QualifiedApiName": "Deal", "Days__c": 30.0, "Open__c": None}
    ]
    assert refused[0][0] == "INVALID_TYPE_FOR_OPERATION"
    assert [value.text for value in read.iter("{http://soap.sforce.com/2006/04/metadata}value")] == ["30.0", None]


@pytest.mark.parametrize(
    ("component", "problem"),
    [
        ("CustomMetadata:Limit.X:<label>X</label><values><field>Gone__c</field><value>1</value></values>",
         "In field: field - no CustomField named Limit__mdt.Gone__c found"),
        ("CustomMetadata:Absent.X:<label>X</label>", "In field: fullName - no CustomObject named Absent__mdt found"),
        ("CustomMetadata:Limit.X:<label>X</label><values><field>Days__c</field><value>many</value></values>",
         "Cannot deserialize instance of double"),
        ("CustomField:Rules__c.L__c:<label>L</label><type>Lookup</type><referenceTo>Account</referenceTo>",
         "Fields of type Lookup are not supported here"),
    ],
)  # fmt: skip
def test_wrong_custom_data_is_refused(shared: Client, component: str, problem: str) -> None:
    (found,) = shared.problems(component)

    assert found.startswith(problem)
