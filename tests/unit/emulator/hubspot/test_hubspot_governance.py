"""Pipeline rules, stage edit permissions and approvals: they hold users, and let service keys pass."""

from __future__ import annotations

import pytest

DEALS = "/crm/objects/2026-09/deals"
RULES = "/crm/pipelines-rules/2026-09/0-3/default"
ORDER = [
    "appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin", "contractsent",
    "closedwon", "closedlost",
]  # fmt: skip
SCOPES = ("crm.objects.deals.read", "crm.objects.deals.write")
OFF = {"enabledForAllStages": False, "pipelineStageIds": []}
EVERYWHERE = {"enabledForAllStages": True, "pipelineStageIds": []}


def only(*stages):
    return {"enabledForAllStages": False, "pipelineStageIds": list(stages)}


@pytest.fixture
def user(hubspot):
    return hubspot.with_user(*SCOPES)


@pytest.fixture
def govern(hubspot):
    def put(backwards=OFF, skipping=OFF, creation=(), approvals=()):
        body = {
            "governanceValidationRules": {
                "noBackwardsMovementRule": backwards,
                "noSkippingStagesRule": skipping,
                "objectCreationRule": {"pipelineStageIds": list(creation)},
            },
            "approvalStageRules": [
                {"pipelineStageId": stage, "approverUserIds": [71_000_001], "approvalMode": "ANY"}
                for stage in approvals
            ],
        }
        assert hubspot("PUT", RULES, body)[0] == 200

    return put


def deal_in(hubspot, stage):
    return hubspot.post(DEALS, {"properties": {"dealname": "Fjord", "dealstage": stage}})["id"]


def move(caller, deal, stage, prefix="/crm/objects/2026-09"):
    return caller("PATCH", f"{prefix}/deals/{deal}", {"properties": {"dealstage": stage}})


@pytest.mark.parametrize("prefix", ["/crm/objects/2026-09", "/crm/objects/2026-03", "/crm/v3/objects"])
@pytest.mark.parametrize(
    ("rules", "start", "end", "rule"),
    [
        ({"backwards": EVERYWHERE}, "contractsent", "qualifiedtobuy", "NO_BACKWARDS_MOVEMENT"),
        ({"backwards": only("contractsent")}, "contractsent", "qualifiedtobuy", "NO_BACKWARDS_MOVEMENT"),
        ({"backwards": only("closedwon")}, "contractsent", "qualifiedtobuy", None),
        ({"backwards": EVERYWHERE}, "qualifiedtobuy", "contractsent", None),
        ({"skipping": EVERYWHERE}, "appointmentscheduled", "presentationscheduled", "NO_SKIPPING_STAGES"),
        ({"skipping": only("qualifiedtobuy")}, "appointmentscheduled", "contractsent", "NO_SKIPPING_STAGES"),
        ({"skipping": only("contractsent")}, "appointmentscheduled", "contractsent", None),
        ({"skipping": EVERYWHERE}, "appointmentscheduled", "qualifiedtobuy", None),
        ({"skipping": EVERYWHERE}, "contractsent", "appointmentscheduled", None),
    ],
)
def test_a_user_is_held_to_movement_rules_on_every_version(hubspot, user, govern, prefix, rules, start, end, rule):
    govern(**rules)
    deal = deal_in(hubspot, start)

    status, body = move(user, deal, end, prefix)

    assert status == (400 if rule else 200)
    assert body.get("subCategory") == (f"PipelineRuleError.{rule}" if rule else None)
    assert hubspot.get(f"{DEALS}/{deal}")["properties"]["dealstage"] == (start if rule else end)


@pytest.mark.parametrize("caller", ["service key", "super admin"])
def test_service_keys_and_super_admins_pass_by(hubspot, govern, caller):
    govern(backwards=EVERYWHERE, skipping=EVERYWHERE, creation=["qualifiedtobuy"])
    admin = hubspot.with_user(*SCOPES, superAdmin=True) if caller == "super admin" else hubspot
    deal = deal_in(admin, "appointmentscheduled")

    assert [move(admin, deal, stage)[0] for stage in ("closedwon", "appointmentscheduled")] == [200, 200]


def test_a_user_creates_only_where_creation_is_allowed(hubspot, user, govern):
    govern(creation=["appointmentscheduled"])

    refused = user("POST", DEALS, {"properties": {"dealname": "D", "dealstage": "contractsent"}})
    made = user("POST", DEALS, {"properties": {"dealname": "D", "dealstage": "appointmentscheduled"}})

    assert (refused[0], refused[1]["subCategory"]) == (400, "PipelineRuleError.OBJECT_CREATION")
    assert made[0] == 201


def permit(hubspot, *stages):
    return hubspot("PUT", f"{RULES}/stage-edit-permissions", {"stages": list(stages)})


def restricted(stage, **more):
    return {"pipelineStageId": stage, "permissionMode": "RESTRICTED", "teamIds": [], "userIds": [], **more}


def test_stage_edit_permissions_are_open_until_put_and_read_with_labels(hubspot):
    fresh = hubspot.get(f"{RULES}/stage-edit-permissions")["stages"]
    status, answer = permit(hubspot, restricted("contractsent", userIds=[7], superAdmin=True))

    assert [stage["pipelineStageId"] for stage in fresh] == ORDER
    assert {stage["permissionMode"] for stage in fresh} == {"OPEN"}
    assert status == 200
    assert {stage["pipelineStageId"]: stage for stage in answer["stages"]}["contractsent"] == {
        "pipelineStageId": "contractsent", "label": "Contract Sent", "permissionMode": "RESTRICTED",
        "teamIds": [], "userIds": [7], "superAdmin": True,
    }  # fmt: skip
    assert hubspot.get(f"{RULES}/stage-edit-permissions") == answer


@pytest.mark.parametrize(
    ("rights", "permission", "status"),
    [
        ({}, {}, 403),
        ({"user_id": 5}, {"userIds": [5]}, 200),
        ({"teamIds": [3]}, {"teamIds": [3, 4]}, 200),
        ({"teamIds": [9]}, {"teamIds": [3, 4]}, 403),
        ({"superAdmin": True}, {}, 200),
        (None, {}, 200),
    ],
)
def test_a_restricted_stage_is_edited_by_those_it_names(hubspot, rights, permission, status):
    permit(hubspot, restricted("contractsent", **permission))
    caller = hubspot if rights is None else hubspot.with_user(*SCOPES, **rights)
    held, free = deal_in(hubspot, "contractsent"), deal_in(hubspot, "qualifiedtobuy")

    assert caller("PATCH", f"{DEALS}/{held}", {"properties": {"dealname": "new"}})[0] == status
    assert caller("PATCH", f"{DEALS}/{free}", {"properties": {"dealname": "new"}})[0] == 200
    assert caller("DELETE", f"{DEALS}/{held}")[0] == (204 if status == 200 else status)


@pytest.mark.parametrize(
    "stage",
    [
        {"permissionMode": "OPEN"},
        restricted("nowhere"),
        {**restricted("contractsent"), "permissionMode": "SHUT"},
        restricted("contractsent", userIds=["x"]),
        restricted("contractsent", teamIds=7),
        "contractsent",
    ],
)
def test_stage_edit_permissions_that_cannot_be_are_refused(hubspot, stage):
    assert permit(hubspot, stage)[0] == 400


def test_permissions_stay_when_the_rules_go(hubspot, govern):
    govern(backwards=EVERYWHERE)
    _, kept = permit(hubspot, restricted("contractsent"))

    assert hubspot("DELETE", RULES)[0] == 204
    assert hubspot.get(f"{RULES}/stage-edit-permissions") == kept


def test_a_stage_with_approval_holds_users_until_it_is_given(hubspot, user, govern):
    govern(approvals=["contractsent"])
    deal = deal_in(hubspot, "contractsent")
    pending = hubspot.get(f"{RULES}/approvals/{deal}")

    held, _ = move(user, deal, "closedwon")
    hubspot("PUT", "/__embedded__/approvals", {"objectId": deal, "approvalStatus": "APPROVED"})
    freed, _ = move(user, deal, "closedwon")

    assert pending["approvalStatus"] == "PENDING"
    assert (held, freed) == (400, 200)
    shown = hubspot.get(f"{DEALS}/{deal}?properties=hs_latest_approval_status,hs_latest_approval_status_approval_id")[
        "properties"
    ]
    assert shown["hs_latest_approval_status"] == "APPROVED"
    assert shown["hs_latest_approval_status_approval_id"] == str(pending["approvalId"])


def test_an_approval_is_started_anew_and_tells_where_none_is_needed(hubspot, govern):
    govern(approvals=["contractsent"])
    asked, unasked = deal_in(hubspot, "contractsent"), deal_in(hubspot, "qualifiedtobuy")
    first = hubspot.get(f"{RULES}/approvals/{asked}")
    hubspot("PUT", "/__embedded__/approvals", {"objectId": asked, "approvalStatus": "REJECTED"})

    again = hubspot.post(f"{RULES}/approvals/start", {"objectId": int(asked)})

    assert again["approvalStatus"] == "PENDING"
    assert again["approvalId"] > first["approvalId"]
    assert hubspot.get(f"{RULES}/approvals/{unasked}") == {"approvalStatus": "NO_APPROVAL_NEEDED"}
    assert hubspot("POST", f"{RULES}/approvals/start", {"objectId": int(unasked)})[0] == 400
    assert hubspot("GET", f"{RULES}/approvals/1")[0] == 404


def test_the_beta_files_one_approval_is_read_as_a_list(hubspot):
    approval = {"pipelineStageId": "contractsent", "approverUserIds": [1], "approvalMode": "ALL"}

    _, rules = hubspot("PATCH", RULES, {"approvalStage": approval})

    assert rules["approvalStageRules"] == [approval]


@pytest.mark.parametrize(
    ("tier", "approvals", "status"),
    [("STARTER", (), 403), ("PROFESSIONAL", (), 200), ("PROFESSIONAL", ("contractsent",), 403)],
)
def test_a_tier_without_the_feature_is_refused_by_a_403_that_names_no_scope(hubspot, tier, approvals, status):
    hubspot("PATCH", "/__embedded__/settings", {"tier": tier})

    rules = [{"pipelineStageId": stage, "approverUserIds": [1], "approvalMode": "ANY"} for stage in approvals]
    answer, body = hubspot("PATCH", RULES, {"approvalStageRules": rules})

    assert answer == status
    if status == 403:
        assert set(body) == {"status", "category", "message", "correlationId"}


@pytest.mark.parametrize(("prefix", "status"), [("/crm/objects/2026-09", 400), ("/crm/v3/objects", 201)])
def test_a_user_who_may_not_edit_associations_is_refused_on_2026_09_alone(hubspot, prefix, status):
    user = hubspot.with_user(*SCOPES, "crm.objects.companies.read", editAssociations=False)
    acme = hubspot.post("/crm/v3/objects/companies", {"properties": {"name": "Acme"}})["id"]
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]

    answer, body = user(
        "POST", f"{prefix}/deals", {"properties": {}, "associations": [{"to": {"id": acme}, "types": types}]}
    )

    assert answer == status
    if status == 400:
        assert (body["message"], body["category"]) == ("Missing 'Edit Associations' permission.", "VALIDATION_ERROR")


def test_an_oauth_token_tells_its_user_and_expires(hubspot):
    user = hubspot.with_user("crm.objects.deals.read", user_id=42, expiresIn=60)

    told = hubspot.get(f"/oauth/v1/access-tokens/{user.token}")
    hubspot.post("/__embedded__/clock", {"advanceSeconds": 60})
    status, body = user("GET", DEALS)

    assert (told["user_id"], told["expires_in"], told["scopes"]) == (42, 60, ["crm.objects.deals.read", "oauth"])
    assert (status, body["category"]) == (401, "EXPIRED_AUTHENTICATION")
