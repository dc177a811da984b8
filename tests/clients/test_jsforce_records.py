"""jsforce 3 signs in to the embedded org, describes it, and reads and writes its records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.clients.node_clients import Jsforce, Node, embedded_salesforce, require_clients
from tests.clients.oauth_apps import new_app

DEAL = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-12-31", "Amount": 1200.5}


@pytest.fixture(scope="module")
def jsforce(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jsforce]:
    require_clients()
    node = Node(tmp_path_factory.mktemp("home"))
    with embedded_salesforce() as door:
        yield Jsforce(node, door)
    assert node.outside_calls == ""


def test_a_token_signs_in_and_a_wrong_one_does_not(jsforce: Jsforce) -> None:
    told = jsforce.run("signIn")

    assert told["identity"]["organization_id"] == told["userInfo"]["organization_id"] == jsforce.door.org_id
    assert told["identity"]["username"] == told["userInfo"]["preferred_username"]
    assert told["limits"]["Max"] == told["usage"]["limit"] == 15000
    assert told["stranger"]["code"] == "INVALID_SESSION_ID"


def test_an_app_signs_in_with_its_secret_and_renews_a_stale_session(jsforce: Jsforce) -> None:
    app = new_app(jsforce.door)

    told = jsforce.run("oauth", app=app)

    assert told["user"] == {**told["user"], "id": app["user_id"], "organizationId": jsforce.door.org_id}
    assert told["queried"] == told["renewed"] == jsforce.door.org_id
    assert told["renewals"] == 1
    assert told["wrong"]["name"] == "invalid_client"


def test_describe_tells_objects_fields_and_what_is_unknown(jsforce: Jsforce) -> None:
    told = jsforce.run("describe")

    assert {"Account", "Opportunity"} <= set(told["names"])
    assert told["fields"]["StageName"]["type"] == "picklist"
    assert told["fields"]["Amount"]["precision"] == 18
    assert told["unknown"]["code"] == "NOT_FOUND"


def test_a_record_lives_from_create_to_delete(jsforce: Jsforce) -> None:
    told = jsforce.run("records", deal=DEAL)

    assert told["made"]["success"] and told["updated"]["success"] and told["deleted"]["success"]
    assert (told["read"]["Amount"], told["read"]["IsWon"]) == (1200.5, True)
    assert told["gone"]["code"] == "ENTITY_IS_DELETED"
    assert told["refused"]["code"] == "REQUIRED_FIELD_MISSING"


def test_an_upsert_creates_once_then_updates_and_needs_the_field_granted(jsforce: Jsforce) -> None:
    key = "Account.Code__c"
    field = {"fullName": key, "label": "Code", "type": "Text", "length": 20, "externalId": True, "unique": True}
    grant = {"field": key, "readable": True, "editable": True}

    told = jsforce.run(
        "upsertByExternalId",
        field=field,
        permissionSet={"fullName": "Codes", "label": "Codes", "fieldPermissions": [grant]},
    )

    assert told["hidden"]["code"] == "NOT_FOUND"
    assert [(each["success"], each.get("created")) for each in told["upserts"]] == [(True, True), (True, False)]
    assert [record["Name"] for record in told["found"]] == ["Second"]


def test_a_query_follows_its_locator_through_every_page(jsforce: Jsforce) -> None:
    told = jsforce.run("pages", count=450)

    assert told["made"] == 450
    assert told["first"] == {"done": False, "total": 450, "rows": 200}
    assert told["second"] == "Page 0200"
    assert told["all"] == [f"Page {number:04d}" for number in range(450)]
