"""The Metadata SOAP surface: sessions, faults, limits, atomicity, order of elements."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, Client

from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

TEXT = "<label>X</label><type>Text</type><length>9</length>"
ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><SessionHeader xmlns="urn:x">'
    "<sessionId>{token}</sessionId></SessionHeader></s:Header><s:Body><{operation}/></s:Body></s:Envelope>"
)


def metadata(name: str, inner: str = TEXT) -> str:
    return f'<metadata xsi:type="CustomField"><fullName>Opportunity.{name}</fullName>{inner}</metadata>'


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        (ENVELOPE.replace("{token}", "wrong"), "/services/Soap/m/66.0", "sf:INVALID_SESSION_ID"),
        (ENVELOPE, "/services/Soap/m/30.0", "sf:UNSUPPORTED_API_VERSION"),
        (ENVELOPE.replace("{operation}", "login"), "/services/Soap/u/66.0", "sf:UNSUPPORTED_API_VERSION"),
        (ENVELOPE.replace("{operation}", "renameMetadata"), "/services/Soap/m/66.0", "sf:UNKNOWN_EXCEPTION"),
        ("<not soap", "/services/Soap/m/66.0", "sf:UNKNOWN_EXCEPTION"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "/services/Soap/m/66.0", "sf:UNKNOWN_EXCEPTION"),
        (ENVELOPE, "/services/Soap/c/66.0", "sf:UNKNOWN_EXCEPTION"),
    ],
)
def test_a_wrong_call_is_a_fault(client: Client, body: str, path: str, code: str) -> None:
    filled = body.replace("{token}", client.token).replace("{operation}", "describeMetadata")

    response = client.send("POST", path, filled.encode())

    assert response.status == 500
    assert f"<faultcode>{code}</faultcode><faultstring>{code[3:]}: " in response.body.decode()


@pytest.mark.parametrize("tail", ["", "/", "/00D000000000001", "/deployRequest", "/deployRequest/0Af000000000001AAA"])
def test_every_address_that_clients_use_is_served(client: Client, tail: str) -> None:
    filled = ENVELOPE.replace("{token}", client.token).replace("{operation}", "describeMetadata")

    assert client.send("POST", f"/services/Soap/m/66.0{tail}", filled.encode()).status == 200


def test_a_call_takes_ten_components(client: Client) -> None:
    fault = client.soap("createMetadata", "".join(metadata(f"F{n}__c") for n in range(11)), status=500)

    assert fault.findtext("faultcode") == "sf:LIMIT_EXCEEDED"
    assert client.read("CustomField", "Opportunity.F0__c")[0].attrib


def test_components_fail_one_by_one_or_all_with_the_header(client: Client) -> None:
    both = metadata("Good__c") + metadata("Bad__c", "<label>Bad</label>")
    header = f'<AllOrNoneHeader xmlns="{MD[1:-1]}"><allOrNone>true</allOrNone></AllOrNoneHeader>'

    atomic = client.soap("createMetadata", both, header=header)
    partial = client.soap("createMetadata", both)

    assert [item.text for item in atomic.iter(f"{MD}success")] == ["false", "false"]
    assert atomic.findtext(f".//{MD}statusCode") == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert [item.text for item in partial.iter(f"{MD}success")] == ["true", "false"]


def test_upsert_says_whether_it_created(client: Client) -> None:
    made = client.soap("upsertMetadata", metadata("X__c"))
    again = client.soap("upsertMetadata", metadata("X__c"))

    assert [(item.tag.removeprefix(MD), item.text) for item in made[0]] == [
        ("created", "true"),
        ("fullName", "Opportunity.X__c"),
        ("success", "true"),
    ]
    assert again.findtext(f".//{MD}created") == "false"


def test_an_update_needs_something_to_update(client: Client) -> None:
    answer = client.soap("updateMetadata", metadata("X__c"))

    assert answer.findtext(f".//{MD}statusCode") == "INVALID_CROSS_REFERENCE_KEY"
    assert answer.findtext(f".//{MD}message") == "Entity of type 'CustomField' named 'Opportunity.X__c' cannot be found"


def test_records_come_in_the_order_asked_and_unknown_ones_are_nil(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.B__c:{TEXT}", f"CustomField:Opportunity.A__c:{TEXT}")

    records = client.read("CustomField", "Opportunity.B__c", "Opportunity.Nope__c", "Opportunity.A__c")

    assert [record.findtext(f"{MD}fullName") for record in records] == ["Opportunity.B__c", None, "Opportunity.A__c"]


def test_text_is_stripped_and_escaped(client: Client) -> None:
    client.soap("createMetadata", metadata("X__c", TEXT.replace("X", "  A &amp; B &lt;1&gt; ")))

    assert client.read("CustomField", "Opportunity.X__c")[0].findtext(f"{MD}label") == "A & B <1>"


def test_standard_value_sets_are_not_listed(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.X__c:{TEXT}")

    def listed(type_name: str) -> list[str | None]:
        answer = client.soap("listMetadata", f"<queries><type>{type_name}</type></queries>")
        return [item.text for item in answer.iter(f"{MD}fullName")]

    assert listed("StandardValueSet") == []
    assert listed("CustomField") == ["Opportunity.X__c"]
    assert "Opportunity" in listed("CustomObject")


def test_a_type_that_is_not_modelled_is_given_back_as_it_came(client: Client) -> None:
    inner = "<active>true</active><steps><name>one</name></steps><steps><name>two &amp; three</name></steps>"

    client.soap("upsertMetadata", f'<metadata xsi:type="Odd"><fullName>Thing</fullName>{inner}</metadata>')
    (record,) = client.read("Odd", "Thing")

    assert [child.tag.removeprefix(MD) for child in record] == ["fullName", "active", "steps", "steps"]
    assert record[3][0].text == "two & three"


def test_definitions_survive_in_the_file(tmp_path_factory: pytest.TempPathFactory, org: SalesforceOrg) -> None:
    path = tmp_path_factory.mktemp("state") / "org.sqlite"
    store = Store(path)
    first = Client(SalesforceOrg(store, org.clock, seed=7))
    first.deployed(f"CustomField:Opportunity.X__c:{TEXT}")
    store.close()
    again = Store(path)
    second = Client(SalesforceOrg(again, org.clock))

    assert (second.org.org_id, second.token) == (first.org.org_id, first.token)
    assert second.read("CustomField", "Opportunity.X__c")[0].findtext(f"{MD}label") == "X"
    assert second.org.org_id != org.org_id
    again.close()
