"""An old Salesforce project as people really have them, small: two packages, old and new form, several scripts."""

from __future__ import annotations

from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
MAIN = "force-app/main/default"
BROKEN = f"{MAIN}/objects/Opportunity/fields/Broken__c.field-meta.xml"
RECORD_TYPES = 36
STAGES = 100


def write_messy_project(folder: Path, *, broken: bool = True) -> None:
    """Writes the project; ``broken`` plants one file whose element of line 4 is still open on line 6."""
    files = {
        "sfdx-project.json": '{"packageDirectories": [{"path": "force-app", "default": true}, {"path": "legacy"}]}',
        **_fields(),
        **_picklists(),
        **_record_types(),
        **_others(),
        "legacy/src/objects/Partner_Claim__c.object": _old_object(),
        "scratch/objects/Opportunity/fields/Nobody__c.field-meta.xml": "<not even xml",
    }
    if broken:
        files[BROKEN] = _xml("CustomField", "<fullName>Broken__c</fullName>\n<label>Open\n<type>Text</type>")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _xml(root: str, body: str) -> str:
    return f"{HEAD}<{root} {NS}>\n{body}\n</{root}>\n"


def _field(obj: str, name: str, body: str, label: str = "") -> tuple[str, str]:
    text = _xml("CustomField", f"<fullName>{name}</fullName>\n<label>{label or name}</label>\n{body}")
    return f"{MAIN}/objects/{obj}/fields/{name}.field-meta.xml", text


def _fields() -> dict[str, str]:
    opportunity = [
        ("Quote_Note__c", "<type>Text</type><length>80</length>", "The &quot;final&quot; R&amp;D #1: note"),
        ("Nihongo__c", "<type>TextArea</type>", "商談メモ"),
        ("Arabic__c", "<type>Html</type><length>32768</length><visibleLines>25</visibleLines>", "ملاحظات"),
        ("Share__c", "<type>Percent</type><precision>5</precision><scale>2</scale>", "Share %"),
        ("Paid__c", "<type>Checkbox</type><defaultValue>true</defaultValue>", "no"),
        ("Number__c", "<type>AutoNumber</type><displayFormat>DR-{000000}</displayFormat>", "001"),
        ("Due__c", "<type>Date</type><defaultValue>TODAY() + 30</defaultValue><trackHistory>true</trackHistory>", ""),
        (
            "Secret__c",
            "<type>EncryptedText</type><length>20</length><maskChar>X</maskChar><maskType>all</maskType>",
            "",
        ),
        (
            "Score__c",
            "<type>Text</type><formula>IF(\n  Amount &gt; 1000 &amp;&amp; "
            "ISPICKVAL(Region__c, &quot;EMEA&quot;),\n  &quot;high&quot;,\n  &quot;low&quot;\n)</formula>"
            "<formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs>",
            "Score",
        ),
        (
            "Partner__c",
            "<type>Lookup</type><referenceTo>Account</referenceTo><relationshipName>Deals</relationshipName>"
            "<relationshipLabel>Deals</relationshipLabel><deleteConstraint>SetNull</deleteConstraint><lookupFilter>"
            "<active>true</active><filterItems><field>Account.Type</field><operation>equals</operation>"
            "<value>Partner</value></filterItems><isOptional>false</isOptional></lookupFilter>",
            "",
        ),
        ("acme__Score__c", "<type>Number</type><precision>3</precision><scale>0</scale>", "Packaged"),
    ]
    files = dict(_field("Opportunity", name, body, label) for name, body, label in opportunity)
    standard = _xml("CustomField", "<fullName>Amount</fullName><trackHistory>true</trackHistory>")
    files[f"{MAIN}/objects/Opportunity/fields/Amount.field-meta.xml"] = standard
    summary = (
        "<type>Summary</type><summarizedField>Opportunity.Amount</summarizedField><summaryOperation>sum"
        "</summaryOperation><summaryForeignKey>Opportunity.AccountId</summaryForeignKey><summaryFilterItems>"
        "<field>Opportunity.IsWon</field><operation>equals</operation><value>True</value></summaryFilterItems>"
    )
    return files | dict([_field("Account", "Won__c", summary, "Won")])


def _picklists() -> dict[str, str]:
    values = "".join(
        f"<value><fullName>{name}</fullName><default>false</default><label>{label}</label>{extra}</value>"
        for name, label, extra in (
            ("EMEA", "Europe, Middle East &amp; Africa", "<color>#FF0000</color>"),
            ("no", "Norway", ""),
            ("001", "Zone 001", ""),
            ("2026-01-31", "Until January", "<isActive>false</isActive>"),
            (" spaced: #1", "日本", ""),
        )
    )
    region = f"<restricted>true</restricted><valueSetDefinition><sorted>false</sorted>{values}</valueSetDefinition>"
    country = (
        "<controllingField>Region__c</controllingField><restricted>false</restricted><valueSetDefinition>"
        "<sorted>true</sorted><value><fullName>Norge</fullName><default>false</default><label>Norge</label></value>"
        "</valueSetDefinition><valueSettings><controllingFieldValue>no</controllingFieldValue>"
        "<controllingFieldValue>EMEA</controllingFieldValue><valueName>Norge</valueName></valueSettings>"
    )
    shared = "<restricted>true</restricted><valueSetName>Tiers</valueSetName>"
    stages = "".join(
        f"<standardValue><fullName>Stage {number}</fullName><default>false</default><label>Stage {number}</label>"
        f"<closed>{'true' if number > 97 else 'false'}</closed><forecastCategory>Pipeline</forecastCategory>"
        f"<probability>{min(number, 100)}</probability><won>{'true' if number == 98 else 'false'}</won>"
        f"{'<isActive>false</isActive>' if number % 7 == 0 else ''}</standardValue>"
        for number in range(STAGES)
    )
    tiers = "".join(
        f"<customValue><fullName>{name}</fullName><default>false</default><label>{name}</label></customValue>"
        for name in ("Gold", "Silber", "Bronze")
    )
    return {
        **dict(
            [
                _field("Opportunity", "Region__c", f"<type>Picklist</type><valueSet>{region}</valueSet>", "Region"),
                _field("Opportunity", "Country__c", f"<type>Picklist</type><valueSet>{country}</valueSet>", "Land"),
                _field("Account", "Tier__c", f"<type>Picklist</type><valueSet>{shared}</valueSet>", "Stufe"),
            ]
        ),
        f"{MAIN}/standardValueSets/OpportunityStage.standardValueSet-meta.xml": _xml(
            "StandardValueSet", f"<sorted>false</sorted>{stages}"
        ),
        f"{MAIN}/globalValueSets/Tiers.globalValueSet-meta.xml": _xml(
            "GlobalValueSet", f"<masterLabel>Tiers</masterLabel><sorted>false</sorted>{tiers}"
        ),
    }


def _record_types() -> dict[str, str]:
    files = {}
    folder = f"{MAIN}/objects/Opportunity"
    for number in range(RECORD_TYPES):
        picklists = (
            "<picklistValues><picklist>Region__c</picklist><values><fullName>EMEA</fullName><default>false</default>"
            "</values><values><fullName> spaced%3A %231</fullName><default>false</default></values></picklistValues>"
        )
        body = (
            f"<fullName>Kind_{number}</fullName><active>{'false' if number % 5 == 0 else 'true'}</active>"
            f"<businessProcess>Process {number % 3}</businessProcess><label>Kind {number} &apos;old&apos;</label>"
            f"{picklists}"
        )
        files[f"{folder}/recordTypes/Kind_{number}.recordType-meta.xml"] = _xml("RecordType", body)
    for number in range(3):
        offered = "".join(
            f"<values><fullName>Stage {stage}</fullName><default>false</default></values>"
            for stage in range(number, STAGES, 3)
        )
        body = f"<fullName>Process {number}</fullName><isActive>true</isActive>{offered}"
        files[f"{folder}/businessProcesses/Process {number}.businessProcess-meta.xml"] = _xml("BusinessProcess", body)
    return files


def _others() -> dict[str, str]:
    rule = (
        "<fullName>Share_known</fullName><active>true</active><description>Old, but in use.</description>"
        "<errorConditionFormula>AND(\n  Share__c &gt; 1,\n  /* Anteil */ NOT(ISBLANK(Partner__c))\n)"
        "</errorConditionFormula><errorDisplayField>Share__c</errorDisplayField>"
        "<errorMessage>Wie viel? &quot;Bitte&quot; ≤ 100 %</errorMessage>"
    )
    permissions = "<label>Sales</label><hasActivationRequired>false</hasActivationRequired>"
    return {
        f"{MAIN}/objects/Opportunity/Opportunity.object-meta.xml": _xml(
            "CustomObject", "<enableFeeds>true</enableFeeds><enableHistory>true</enableHistory>"
        ),
        f"{MAIN}/objects/Opportunity/validationRules/Share_known.validationRule-meta.xml": _xml("ValidationRule", rule),
        f"{MAIN}/objects/Opportunity/listViews/All.listView-meta.xml": _xml("ListView", "<label>All</label>"),
        f"{MAIN}/permissionsets/Sales.permissionset-meta.xml": _xml("PermissionSet", permissions),
        f"{MAIN}/customPermissions/Pass.customPermission-meta.xml": _xml("CustomPermission", "<label>Pass</label>"),
        f"{MAIN}/classes/Old.cls": "public class Old {}",
    }


def _old_object() -> str:
    fields = """<fields><fullName>State__c</fullName><label>État</label><type>Picklist</type><picklist>
<picklistValues><fullName>Open</fullName><default>true</default></picklistValues>
<picklistValues><fullName>Shut</fullName><default>false</default></picklistValues><sorted>false</sorted></picklist></fields>
<fields><fullName>Deal__c</fullName><label>Deal</label><type>MasterDetail</type><referenceTo>Opportunity</referenceTo>
<relationshipName>Claims</relationshipName><relationshipOrder>0</relationshipOrder></fields>"""
    return _xml(
        "CustomObject",
        f"{fields}<deploymentStatus>Deployed</deploymentStatus><label>Partner Claim</label><nameField>"
        "<displayFormat>C-{0000}</displayFormat><label>Number</label><type>AutoNumber</type></nameField>"
        "<pluralLabel>Partner Claims</pluralLabel><sharingModel>ControlledByParent</sharingModel>",
    )
