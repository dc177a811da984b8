"""Pipelines, stages and pipeline rules: ids, labels, order, canonical metadata, and what purges refuse."""

from __future__ import annotations

import json

import pytest

BASE = "/crm/pipelines/2026-09/deals"
V3 = "/crm/v3/pipelines/deals"
DEALS = "/crm/v3/objects/deals"


def stage(label, order, probability="0.5", **more):
    return {"label": label, "displayOrder": order, "metadata": {"probability": probability}, **more}


def pipeline(**more):
    stages = [stage("Open", 0, stageId="ps_open"), stage("Won", 1, "1", stageId="ps_won")]
    return {"label": "Partner", "displayOrder": 1, "pipelineId": "ps", "stages": stages, **more}


def orders(hubspot, pipeline_id):
    return {each["id"]: each["displayOrder"] for each in hubspot.get(f"{BASE}/{pipeline_id}")["stages"]}


def test_a_fresh_portal_has_the_default_pipeline(hubspot):
    (default,) = hubspot.get(BASE)["results"]

    assert default["id"] == "default"
    assert {each["id"]: each["metadata"] for each in default["stages"]} == {
        "appointmentscheduled": {"isClosed": "false", "probability": "0.2"},
        "qualifiedtobuy": {"isClosed": "false", "probability": "0.4"},
        "presentationscheduled": {"isClosed": "false", "probability": "0.6"},
        "decisionmakerboughtin": {"isClosed": "false", "probability": "0.8"},
        "contractsent": {"isClosed": "false", "probability": "0.9"},
        "closedwon": {"isClosed": "true", "probability": "1.0"},
        "closedlost": {"isClosed": "true", "probability": "0.0"},
    }
    assert set(default) == {"id", "label", "displayOrder", "stages", "createdAt", "updatedAt", "archived"}
    assert set(default["stages"][0]) == {
        "id", "label", "displayOrder", "metadata", "writePermissions", "createdAt", "updatedAt", "archived",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "stored", "closed"),
    [("0.50", "0.5", "false"), ("1", "1.0", "true"), ("0", "0.0", "true"), (0.25, "0.25", "false")],
)
def test_a_write_echoes_metadata_and_only_a_read_shows_what_was_stored(hubspot, sent, stored, closed):
    metadata = {"probability": sent, "isClosed": "maybe", "colour": "red"}

    made = hubspot.post(f"{BASE}/default/stages", {**stage("New", 9, stageId="ps_new"), "metadata": metadata})

    assert made["metadata"] == {"probability": str(sent), "isClosed": "maybe", "colour": "red"}
    read = hubspot.get(f"{BASE}/default/stages/ps_new")
    assert read["metadata"] == {"probability": stored, "isClosed": closed}


def test_ids_are_kept_verbatim_and_missing_ones_are_numbers(hubspot):
    made = hubspot.post(BASE, pipeline(pipelineId="My Pipe.1", stages=[stage("A", 0, stageId="A B.c"), stage("B", 1)]))

    assert made["id"] == "My Pipe.1"
    assert made["stages"][0]["id"] == "A B.c"
    assert made["stages"][1]["id"].isdigit()
    assert hubspot.get(f"{BASE}/My%20Pipe.1")["label"] == "Partner"


@pytest.mark.parametrize(
    ("body", "status", "sub_category"),
    [
        (pipeline(label="sales PIPELINE "), 400, "PipelineError.PIPELINE_LABEL_EXISTS"),
        (pipeline(label=None), 400, None),
        (pipeline(stages=[]), 400, None),
        (pipeline(stages=[stage("A", 0), stage(" a", 1)]), 400, None),
        (pipeline(stages=[stage("A", -1)]), 400, None),
        (pipeline(stages=[stage("A", 0, "1.5")]), 400, "PipelineError.INVALID_PIPELINE_STAGE_METADATA"),
        (pipeline(stages=[stage("A", 0, "half")]), 400, "PipelineError.INVALID_PIPELINE_STAGE_METADATA"),
        (pipeline(stages=[stage("A", 0, "NaN")]), 400, "PipelineError.INVALID_PIPELINE_STAGE_METADATA"),
        (pipeline(stages=[{"label": "A", "displayOrder": 0, "metadata": {}}]), 400,
         "PipelineError.INVALID_PIPELINE_STAGE_METADATA"),
        (pipeline(pipelineId="default"), 409, None),
        (pipeline(stages=[stage("A", 0, stageId="closedwon")]), 409,
         "PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE"),
        (pipeline(pipelineId="p" * 37), 500, None),
        (pipeline(stages=[stage("A", 0, stageId="s" * 101)]), 500, None),
    ],
)  # fmt: skip
def test_a_pipeline_that_cannot_be_is_refused(hubspot, body, status, sub_category):
    answered, refusal = hubspot("POST", BASE, body)

    assert (answered, refusal.get("subCategory")) == (status, sub_category)
    assert len(hubspot.get(BASE)["results"]) == 1


def test_a_duplicate_stage_label_has_its_sub_category_outside_a_create(hubspot):
    status, body = hubspot("POST", f"{BASE}/default/stages", stage("closed WON", 9))

    assert (status, body["subCategory"]) == (400, "PipelineError.STAGE_LABEL_EXISTS")


def test_a_used_stage_id_in_the_same_pipeline_is_a_400_without_category(hubspot):
    status, body = hubspot("POST", f"{BASE}/default/stages", stage("Other", 9, stageId="closedwon"))

    assert (status, "category" in body) == (400, False)


def test_a_taken_slot_inserts_after_its_holder_and_renumbers(hubspot):
    stages = [stage("A", 2, stageId="a"), stage("B", 5, stageId="b"), stage("C", 9, stageId="c")]
    hubspot.post(BASE, pipeline(stages=stages))

    hubspot("PATCH", f"{BASE}/ps/stages/c", {"displayOrder": 7})
    assert orders(hubspot, "ps") == {"a": 2, "b": 5, "c": 7}

    hubspot("PATCH", f"{BASE}/ps/stages/c", {"displayOrder": 2})
    assert orders(hubspot, "ps") == {"a": 0, "c": 1, "b": 2}


def test_a_replace_purges_the_stages_left_out_and_keeps_the_others(hubspot):
    hubspot.post(BASE, pipeline())

    status, _ = hubspot("PUT", f"{BASE}/ps", pipeline(stages=[stage("Begun", 0, stageId="ps_open"), stage("New", 1)]))

    labels = [each["label"] for each in hubspot.get(f"{BASE}/ps")["stages"]]
    assert (status, labels) == (200, ["Begun", "New"])
    assert hubspot("GET", f"{BASE}/ps/stages/ps_won")[0] == 404


def test_a_stage_that_holds_records_cannot_be_purged(hubspot):
    hubspot.post(BASE, pipeline())
    deal = hubspot.post(DEALS, {"properties": {"pipeline": "ps", "dealstage": "ps_open"}})

    for method, path, body in (
        ("DELETE", f"{BASE}/ps/stages/ps_open", None),
        ("DELETE", f"{BASE}/ps", None),
        ("DELETE", f"{BASE}/ps?validateReferencesBeforeDelete=false", None),
        ("DELETE", f"{V3}/ps?validateReferencesBeforeDelete=true", None),
        ("PUT", f"{BASE}/ps", pipeline(stages=[stage("Won", 0, "1", stageId="ps_won")])),
    ):
        status, refusal = hubspot(method, path, body)
        assert (status, refusal["subCategory"]) == (400, "PipelineError.STAGE_ID_IN_USE")
        assert refusal["context"] == {"stageIds": ["[ps_open]"], "objectIds": [f"[{deal['id']}]"]}


def test_v3_purges_a_pipeline_with_records_unless_asked_to_look(hubspot):
    hubspot.post(BASE, pipeline())
    deal = hubspot.post(DEALS, {"properties": {"pipeline": "ps", "dealstage": "ps_open"}})

    assert hubspot("DELETE", f"{V3}/ps")[0] == 204

    orphan = hubspot.get(f"{DEALS}/{deal['id']}")["properties"]
    assert (orphan["pipeline"], orphan["dealstage"]) == ("ps", "ps_open")


@pytest.mark.parametrize("path", ["default/stages/nope", "nope/stages/closedwon"])
def test_deleting_an_unknown_stage_is_a_204(hubspot, path):
    assert hubspot("DELETE", f"{BASE}/{path}")[0] == 204
    assert len(hubspot.get(f"{BASE}/default")["stages"]) == 7


def test_missing_pipelines_and_stages_are_pages_by_read_and_json_by_write(hubspot):
    page = hubspot.raw("GET", f"{BASE}/nope")
    empty = hubspot.raw("GET", f"{BASE}/default/stages/nope", Accept="application/json")
    status, written = hubspot("PATCH", f"{BASE}/nope", {"label": "X"})
    gone = hubspot("DELETE", f"{BASE}/nope")[1]

    assert (page.status, page.headers["Content-Type"].split(";")[0]) == (404, "text/html")
    assert (empty.status, empty.body) == (404, b"")
    assert (status, "category" in written) == (404, False)
    assert gone["category"] == "OBJECT_NOT_FOUND"


def test_a_patch_renames_and_touches_every_stage(hubspot):
    hubspot.wait_an_hour()

    status, patched = hubspot("PATCH", f"{BASE}/default", {"label": "Direct"})

    assert (status, patched["label"], len(patched["stages"])) == (200, "Direct", 7)
    assert {each["updatedAt"] for each in patched["stages"]} == {"2026-11-23T13:00:00.000Z"}
    assert {each["createdAt"] for each in patched["stages"]} == {"2026-11-23T12:00:00.000Z"}


def test_a_stage_change_leaves_the_others_alone(hubspot):
    hubspot.wait_an_hour()

    hubspot("PATCH", f"{BASE}/default/stages/contractsent", {"label": "Sent"})

    stages = hubspot.get(f"{BASE}/default")["stages"]
    assert [each["id"] for each in stages if each["updatedAt"] != each["createdAt"]] == ["contractsent"]


def test_a_stage_patch_needs_no_metadata_but_a_put_does(hubspot):
    path = f"{BASE}/default/stages/contractsent"

    assert hubspot("PATCH", path, {"label": "Sent"})[0] == 200
    assert hubspot("PUT", path, {"label": "Sent"})[0] == 400
    assert hubspot.get(path)["metadata"] == {"isClosed": "false", "probability": "0.9"}


def test_the_audit_tells_changes_newest_first_with_text_inside(hubspot):
    hubspot.post(BASE, pipeline())
    hubspot("PATCH", f"{BASE}/ps", {"label": "Partners"})

    newest, oldest = hubspot.get(f"{BASE}/ps/audit")["results"]

    assert (newest["action"], oldest["action"]) == ("UPDATE", "CREATE")
    assert json.loads(newest["rawObject"])["label"] == "Partners"


RULES = "/crm/pipelines-rules/2026-09/0-3/default"
OFF = {
    "noBackwardsMovementRule": {"enabledForAllStages": False, "pipelineStageIds": []},
    "noSkippingStagesRule": {"enabledForAllStages": False, "pipelineStageIds": []},
    "objectCreationRule": {"pipelineStageIds": []},
}


def test_pipeline_rules_are_put_patched_and_removed(hubspot):
    everywhere = {"enabledForAllStages": True, "pipelineStageIds": []}

    assert hubspot.get(RULES)["governanceValidationRules"] == OFF
    put = {"governanceValidationRules": {**OFF, "noSkippingStagesRule": everywhere}}
    assert hubspot("PUT", RULES, put)[0] == 200
    status, rules = hubspot("PATCH", RULES, {"objectCreationRule": {"pipelineStageIds": ["appointmentscheduled"]}})

    assert (status, rules["id"]) == (200, "0-3-default")
    assert rules["governanceValidationRules"]["noSkippingStagesRule"] == everywhere
    assert rules["governanceValidationRules"]["objectCreationRule"]["pipelineStageIds"] == ["appointmentscheduled"]
    assert hubspot.get(RULES) == rules
    assert hubspot("DELETE", RULES)[0] == 204
    assert hubspot.get(RULES)["governanceValidationRules"] == OFF


def test_service_keys_bypass_pipeline_rules(hubspot):
    creation = {"pipelineStageIds": ["appointmentscheduled"]}
    hubspot("PUT", RULES, {"governanceValidationRules": {**OFF, "objectCreationRule": creation}})

    assert hubspot("POST", "/crm/objects/2026-09/deals", {"properties": {"dealstage": "closedwon"}})[0] == 201


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {key: OFF[key] for key in ("noSkippingStagesRule", "objectCreationRule")},
        {**OFF, "objectCreationRule": {"pipelineStageIds": ["nope"]}},
        {**OFF, "noSkippingStagesRule": {"enabledForAllStages": True, "pipelineStageIds": ["closedwon"]}},
    ],
)
def test_pipeline_rules_that_cannot_be_are_refused(hubspot, rules):
    assert hubspot("PUT", RULES, {"governanceValidationRules": rules})[0] == 400
