"""Whatever an org holds, a pull of it plans empty there and makes the same elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.salesforce_org import Served, served
from tests.contract.test_salesforce_pull import assert_round_trip, pulled

API_NAMES = ("Thing__c", "PartnerMotion__c", "Partner_Motion__c", "partner_motion__c", "And__c", "X1_2__c", "Name__c")
SCALARS = (
    "<type>Text</type><length>40</length>",
    "<type>Text</type><length>255</length><unique>true</unique><externalId>true</externalId>",
    "<type>LongTextArea</type><length>500</length><visibleLines>5</visibleLines>",
    "<type>Number</type><precision>9</precision><scale>3</scale><defaultValue>1.500</defaultValue>",
    "<type>Percent</type><precision>8</precision><scale>3</scale>",
    "<type>Checkbox</type><defaultValue>true</defaultValue>",
    "<type>TextArea</type><securityClassification>Public</securityClassification>",
    "<type>Currency</type><precision>12</precision><scale>1</scale><formula>Amount</formula>",
    "<type>Lookup</type><referenceTo>Task</referenceTo>",
    "<type>Lookup</type><referenceTo>Contact</referenceTo><relationshipName>{relationship}</relationshipName><lookupFilter>"
    "<active>true</active><filterItems><field>Contact.LastName</field><operation>notEqual</operation><value>x</value>"
    "</filterItems><filterItems><field>Contact.Email</field><operation>equals</operation><value>y</value></filterItems>"
    "<isOptional>true</isOptional></lookupFilter>",
)
texts = st.text("aBz09 '\"%&<>.,?!/äßÇ中Ж’“-_+#", min_size=1, max_size=25).map(str.strip).filter(bool)


@dataclass(frozen=True)
class Choice:
    name: str
    label: str
    active: bool
    default: bool


choices = st.lists(
    st.builds(Choice, texts, texts, st.booleans(), st.just(False)),
    min_size=1,
    max_size=6,
    unique_by=(lambda item: item.name.casefold(), lambda item: item.label.casefold()),
)
fields = st.lists(
    st.tuples(st.sampled_from(API_NAMES), texts, st.one_of(st.sampled_from(SCALARS), choices), st.booleans()),
    max_size=4,
    unique_by=lambda item: item[0].casefold(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields, choices, texts, st.booleans())
def test_a_messy_org_comes_in_whole_and_goes_out_again(
    made: list[tuple[str, str, str | list[Choice], bool]], offered: list[Choice], label: str, active: bool
) -> None:
    with served() as org:
        for name, said, kind, tracked in made:
            field(org, name, said, kind, tracked)
        field(org, "Kind__c", label, offered, False)
        record_type(org, label, offered[:-1], active)

        schema = assert_round_trip(org)

        kept = {field.salesforce.name or name for name, field in schema.objects["opportunity"].fields.items()}
        assert len(kept) == len(made) + 1
        assert pulled(org).schema == schema


def field(org: Served, name: str, label: str, kind: str | list[Choice], tracked: bool) -> None:
    # An object lists its children under names that are unique, so each lookup brings its own.
    elements = kind.format(relationship=f"Rel_{name.removesuffix('__c')}") if isinstance(kind, str) else picklist(kind)
    tracking = f"<trackHistory>{str(tracked and 'formula' not in elements).lower()}</trackHistory>"
    org.make(
        "CustomField", f"<fullName>Opportunity.{name}</fullName><label>{escape(label)}</label>{elements}{tracking}"
    )


def picklist(kind: list[Choice]) -> str:
    listed = "".join(
        f"<value><fullName>{escape(item.name)}</fullName><default>false</default>"
        f"<isActive>{str(item.active).lower()}</isActive><label>{escape(item.label)}</label></value>"
        for item in kind
    )
    definition = f"<valueSetDefinition><sorted>false</sorted>{listed}</valueSetDefinition>"
    return f"<type>Picklist</type><valueSet>{definition}</valueSet>"


def record_type(org: Served, label: str, offered: list[Choice], active: bool) -> None:
    stages = "".join(
        f"<values><fullName>{name}</fullName></values>" for name in ("Closed Won", "Id%2E Decision Makers")
    )
    org.make("BusinessProcess", f"<fullName>Opportunity.Process 1</fullName>{stages}")
    values = "".join(f"<values><fullName>{quote(item.name, safe=' ')}</fullName></values>" for item in offered)
    org.make(
        "RecordType",
        f"<fullName>Opportunity.Some_Kind</fullName><active>{str(active).lower()}</active><label>{escape(label)}</label>"
        f"<businessProcess>Process 1</businessProcess><picklistValues><picklist>Kind__c</picklist>{values}"
        "</picklistValues>",
    )
