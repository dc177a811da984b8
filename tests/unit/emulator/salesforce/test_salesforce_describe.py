"""Describes of the embedded org: every key that clients know, and which values depend on which."""

from __future__ import annotations

import base64

from tests.unit.emulator.salesforce.embedded_org import Client

FIELD_KEYS = """aggregatable autoNumber byteLength calculated calculatedFormula cascadeDelete caseSensitive
compoundFieldName controllerName createable custom defaultValue defaultValueFormula defaultedOnCreate dependentPicklist
deprecatedAndHidden digits displayLocationInDecimal encrypted externalId extraTypeInfo filterable filteredLookupInfo
groupable highScaleNumber htmlFormatted idLookup inlineHelpText label length mask maskType name nameField namePointing
nillable permissionable picklistValues polymorphicForeignKey precision queryByDistance referenceTargetField referenceTo
relationshipName relationshipOrder restrictedDelete restrictedPicklist scale searchPrefilterable soapType sortable type
unique updateable writeRequiresMasterRead"""
"""@jsforce/jsforce-node, types/common.d.ts."""
OBJECT_KEYS = """activateable associateEntityType associateParentEntity createable custom customSetting deepCloneable
deletable deprecatedAndHidden feedEnabled hasSubtypes isInterface isSubtype keyPrefix label labelPlural layoutable
mergeable mruEnabled name queryable replicateable retrieveable searchable triggerable undeletable updateable
urls"""
MORE_KEYS = """actionOverrides childRelationships compactLayoutable defaultImplementation extendedBy extendsInterfaces
fields implementedBy implementsInterfaces listviewable lookupLayoutable namedLayoutInfos networkScopeFieldName
recordTypeInfos searchLayoutable sobjectDescribeOption supportedScopes"""


def picklist(name: str, values: str, rest: str = "") -> str:
    shown = "".join(
        f"<value><fullName>{value}</fullName><default>false</default><label>{value}</label></value>" for value in values
    )
    definition = f"<valueSetDefinition><sorted>false</sorted>{shown}</valueSetDefinition>"
    return (
        f"CustomField:Account.{name}:<label>P</label><type>Picklist</type><valueSet>{rest}{definition}{{}}</valueSet>"
    )


def test_every_object_and_field_has_every_key(client: Client) -> None:
    told = client.json("GET", "sobjects")

    assert (told["encoding"], told["maxBatchSize"]) == ("UTF-8", 200)
    for item in told["sobjects"]:
        assert set(OBJECT_KEYS.split()) <= set(item)
        described = client.json("GET", f"sobjects/{item['name']}/describe")
        assert {*OBJECT_KEYS.split(), *MORE_KEYS.split()} <= set(described)
        assert all(set(FIELD_KEYS.split()) <= set(field) for field in described["fields"])


def test_a_dependent_value_tells_which_values_allow_it(client: Client) -> None:
    settings = "".join(
        f"<valueSettings>{''.join(f'<controllingFieldValue>{name}</controllingFieldValue>' for name in allowing)}"
        f"<valueName>{value}</valueName></valueSettings>"
        for value, allowing in (("x", "acik"), ("y", "b"))
    )
    controlled = picklist("Ruled__c", "xyz", "<controllingField>Ruler__c</controllingField>")
    client.deployed(picklist("Ruler__c", "abcdefghijk").format(""), controlled.format(settings))
    client.grant("Account.Ruler__c", "Account.Ruled__c")

    fields = {field["name"]: field for field in client.json("GET", "sobjects/Account/describe")["fields"]}
    valid = {value["value"]: base64.b64decode(value["validFor"]) for value in fields["Ruled__c"]["picklistValues"]}

    assert (fields["Ruled__c"]["controllerName"], fields["Ruled__c"]["dependentPicklist"]) == ("Ruler__c", True)
    assert {name: f"{int.from_bytes(bits, 'big'):024b}"[:11] for name, bits in valid.items()} == {
        "x": "10100000101", "y": "01000000000", "z": "00000000000",
    }  # fmt: skip
    assert {value["validFor"] for value in fields["Ruler__c"]["picklistValues"]} == {None}
