"""What the org remembers of records: field histories, the opportunity's stage history, and who sees them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import NOW, Client

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

TRACKED = "<trackHistory>true</trackHistory>"
NOTE = f"<label>Note</label><length>30</length>{TRACKED}<type>Text</type>"
ROWS = "SELECT Field, OldValue, NewValue FROM OpportunityFieldHistory"


def tracking(client: Client, *fields: str, object_name: str = "Opportunity") -> None:
    client.deployed(f"CustomObject:{object_name}:<enableHistory>true</enableHistory>", *fields)


def rows(client: Client, soql: str = ROWS) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in client.query(soql)]


@pytest.fixture
def deal(client: Client) -> str:
    """A deal of an org that tracks Amount, StageName, OwnerId and a text of its own."""
    tracking(
        client,
        f"CustomField:Opportunity.Amount:{TRACKED}",
        f"CustomField:Opportunity.StageName:{TRACKED}",
        f"CustomField:Opportunity.AccountId:{TRACKED}",
        f"CustomField:Opportunity.Note__c:{NOTE}",
    )
    client.grant("Opportunity.Note__c")
    return client.opportunity(Amount=100, Note__c="first")


def patch(client: Client, deal: str, **values: Any) -> None:
    client.json("PATCH", f"sobjects/Opportunity/{deal}", values, status=204)


def test_a_new_record_has_one_row_and_each_tracked_change_another(client: Client, deal: str) -> None:
    patch(client, deal, Amount=200, Note__c="second", NextStep="not tracked")
    patch(client, deal, Note__c=None)
    patch(client, deal, Amount=200)

    assert rows(client) == [
        ("created", None, None),
        ("Amount", 100.0, 200.0),
        ("Note__c", "first", "second"),
        ("Note__c", "second", None),
    ]


def test_a_row_says_who_and_when_and_of_what(client: Client, deal: str) -> None:
    patch(client, deal, Amount=200)

    soql = (
        "SELECT OpportunityId, CreatedById, CreatedDate, DataType FROM OpportunityFieldHistory WHERE Field = 'Amount'"
    )
    assert rows(client, soql) == [(deal, client.org.user_id, "2026-11-22T12:00:00.000+0000", "Currency")]


def test_a_lookup_has_a_row_of_names_and_a_row_of_ids(client: Client, deal: str) -> None:
    old, new = (client.create("Account", Name=name) for name in ("Old", "New"))
    patch(client, deal, AccountId=old)
    patch(client, deal, AccountId=new)

    assert rows(client, f"{ROWS} WHERE Field = 'Account'")[-2:] == [("Account", "Old", "New"), ("Account", old, new)]


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("<label>F</label><length>500</length><type>LongTextArea</type><visibleLines>3</visibleLines>", "a", "b",
         (None, None)),
        ("<label>F</label><type>TextArea</type>", "a", "b" * 255, ("a", "b" * 255)),
        ("<defaultValue>false</defaultValue><label>F</label><type>Checkbox</type>", False, True, (False, True)),
        ("<label>F</label><type>Date</type>", "2026-01-01", "2026-01-02", ("2026-01-01", "2026-01-02")),
        ("<label>F</label><type>MultiselectPicklist</type><valueSet><valueSetDefinition><value><fullName>a</fullName>"
         "</value><value><fullName>b</fullName></value></valueSetDefinition></valueSet><visibleLines>3</visibleLines>",
         "a", "a;b", (None, None)),
        ("<label>F</label><type>Time</type>", "10:00:00.000Z", "11:00:00.000Z", None),
    ],
)  # fmt: skip
def test_what_a_row_keeps_depends_on_the_type(
    client: Client, field: str, before: Any, after: Any, expected: tuple[Any, Any] | None
) -> None:
    tracking(client, f"CustomField:Opportunity.F__c:{field}{TRACKED}")
    client.grant("Opportunity.F__c")
    deal = client.opportunity(F__c=before)

    patch(client, deal, F__c=after)

    found = rows(client, "SELECT OldValue, NewValue FROM OpportunityFieldHistory WHERE Field = 'F__c'")
    assert found == ([] if expected is None else [expected])


def test_nothing_is_kept_while_the_object_has_no_history(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Amount:{TRACKED}")
    deal = client.opportunity(Amount=1)

    patch(client, deal, Amount=2)

    assert rows(client) == []


def test_a_refused_save_leaves_no_row(client: Client, deal: str) -> None:
    client.refused("PATCH", f"sobjects/Opportunity/{deal}", {"Amount": 5, "CloseDate": None})

    assert rows(client) == [("created", None, None)]


def test_a_custom_object_has_a_history_once_it_is_switched_on(client: Client) -> None:
    whole = (
        "<deploymentStatus>Deployed</deploymentStatus><enableHistory>{}</enableHistory><label>Share</label><nameField>"
        "<label>Name</label><type>Text</type></nameField><pluralLabel>Shares</pluralLabel><sharingModel>ReadWrite"
        "</sharingModel>"
    )
    client.deployed(f"CustomObject:Share__c:{whole.format('false')}")
    absent = client.refused("GET", "query?q=SELECT+Id+FROM+Share__History")
    client.deployed(f"CustomObject:Share__c:{whole.format('true')}", f"CustomField:Share__c.Note__c:{NOTE}")
    client.grant("Share__c.Note__c")
    share = client.create("Share__c", Name="S", Note__c="a")
    client.json("PATCH", f"sobjects/Share__c/{share}", {"Note__c": "b"}, status=204)

    soql = "SELECT ParentId, Parent.Name, Field, OldValue, NewValue FROM Share__History WHERE Field != 'created'"
    [row] = client.query(soql)
    [nested] = client.query("SELECT (SELECT Field FROM Histories) FROM Share__c")

    assert absent[0][0] == "INVALID_TYPE"
    assert (row["ParentId"], row["Parent"]["Name"], row["OldValue"], row["NewValue"]) == (share, "S", "a", "b")
    assert [each["Field"] for each in nested["Histories"]["records"]] == ["created", "Note__c"]


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Id FROM OpportunityFieldHistory WHERE NewValue = 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM OpportunityFieldHistory WHERE OldValue = null", "INVALID_FIELD"),
        ("SELECT Id FROM SetupAuditTrail WHERE Display LIKE '%x%'", "INVALID_FIELD"),
        ("SELECT COUNT(Id) FROM SetupAuditTrail", "MALFORMED_QUERY"),
    ],
)
def test_what_histories_cannot_be_asked(client: Client, soql: str, code: str) -> None:
    assert client.refused("GET", f"query?q={soql.replace(' ', '+').replace('%', '%25')}")[0][0] == code


def test_values_of_any_type_can_be_sorted(client: Client, deal: str) -> None:
    patch(client, deal, Amount=200, Note__c="second")

    assert rows(client, "SELECT NewValue FROM OpportunityFieldHistory ORDER BY NewValue NULLS LAST") == [
        (200.0,), ("second",), (None,),
    ]  # fmt: skip


def test_a_history_is_read_only(client: Client, deal: str) -> None:
    made = client.refused("POST", "sobjects/OpportunityFieldHistory", {"OpportunityId": deal})

    assert made[0][0] == "INVALID_TYPE_FOR_OPERATION"


def test_a_history_shows_no_field_that_its_reader_may_not_see(client: Client, deal: str) -> None:
    patch(client, deal, Amount=200, Note__c="second")
    token, _ = client.org.add_user_token(["ApiEnabled"])

    assert rows(Client(client.org, token)) == [("created", None, None), ("Amount", 100.0, 200.0)]


def test_a_deleted_record_and_a_deleted_field_take_their_rows_along(client: Client, deal: str) -> None:
    patch(client, deal, Amount=200, Note__c="second")
    client.soap("deleteMetadata", "<type>CustomField</type><fullNames>Opportunity.Note__c</fullNames>")
    without_the_field = rows(client)
    client.json("DELETE", f"sobjects/Opportunity/{deal}", status=204)

    assert without_the_field == [("created", None, None), ("Amount", 100.0, 200.0)]
    assert (rows(client), rows(client, "SELECT Id FROM OpportunityHistory")) == ([], [])


def test_a_stage_history_follows_stage_amount_close_date_and_probability(client: Client) -> None:
    deal = client.opportunity(Amount=100)
    patch(client, deal, StageName="Closed Won")
    patch(client, deal, Amount=300)
    patch(client, deal, NextStep="nothing that counts")
    patch(client, deal, CloseDate="2027-01-31")

    soql = "SELECT StageName, Amount, Probability, ForecastCategory, CloseDate, PrevAmount, PrevCloseDate FROM {}"
    assert rows(client, soql.format("OpportunityHistory")) == [
        ("Prospecting", 100.0, 10.0, "Pipeline", "2026-12-31", None, None),
        ("Closed Won", 100.0, 100.0, "Closed", "2026-12-31", 100.0, "2026-12-31"),
        ("Closed Won", 300.0, 100.0, "Closed", "2026-12-31", 100.0, "2026-12-31"),
        ("Closed Won", 300.0, 100.0, "Closed", "2027-01-31", 300.0, "2026-12-31"),
    ]


def test_histories_stay_in_the_orgs_file() -> None:
    store = Store()
    client = Client(SalesforceOrg(store, FixedClock(NOW)))
    client.opportunity()

    again = Client(SalesforceOrg(store, FixedClock(NOW)))

    assert len(rows(again, "SELECT Id FROM OpportunityHistory")) == 1
