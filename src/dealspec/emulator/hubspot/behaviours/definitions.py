"""What the portal does with properties, groups, validations, pipelines, labels and schemas."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/hubspot/test_hubspot_"

BEHAVIOURS = (
    documented("property-defaults", "A created property reads with every default filled in.", "OpenAPI: Property", f"{_T}properties.py::test_a_created_property_reads_with_every_default_filled_in"),
    observed("taken-name", "Creating an active name is 409 PROPERTY_WITH_NAME_EXISTS and changes nothing.", "kalup docs/hubspot.md", f"{_T}properties.py::test_an_active_name_is_taken_and_nothing_changes", "must-3"),
    documented("options-replaced", "A PATCH replaces the whole list of options, and without the key keeps it.", "developers.hubspot.com: properties guide; kalup docs/hubspot.md", f"{_T}properties.py::test_a_patch_replaces_the_whole_option_list_and_without_the_key_keeps_it", "must-5"),
    observed("patch-ignores", "A PATCH ignores what only a create can set.", "kalup docs/hubspot.md", f"{_T}properties.py::test_a_patch_ignores_what_only_a_create_can_set"),
    observed("retyped", "A PATCH may change the type; stored values stay as they are.", "kalup docs/hubspot.md", f"{_T}properties.py::test_a_patch_may_retype", "trap-11", "trap-23"),
    observed("archived-name-restored", "Creating an archived name restores it with its values.", "kalup docs/hubspot.md", f"{_T}properties.py::test_an_archived_name_is_restored_with_its_values_under_the_posted_definition", "must-4"),
    observed("property-in-use", "A property in use cannot be archived; the refusal names the use.", "kalup docs/hubspot.md", f"{_T}properties.py::test_a_used_or_locked_property_cannot_be_archived", "must-3"),
    observed("group-in-use", "A group with active properties stays, and the refusal is JSON inside a message.", "kalup docs/hubspot.md", f"{_T}properties.py::test_a_group_with_active_properties_stays_and_says_so_in_a_nested_error", "must-3"),
    documented("ten-unique", "An object has ten unique properties at most.", "developers.hubspot.com: properties guide", f"{_T}properties.py::test_only_ten_properties_may_be_unique"),
    documented("batch-207", "A batch create of properties makes what it can and answers 207.", "OpenAPI: batch responses", f"{_T}properties.py::test_a_batch_create_makes_what_it_can_and_answers_207", "must-2"),
    observed("batch-archive-204", "A batch archive answers 204 whatever was there.", "kalup docs/hubspot.md", f"{_T}properties.py::test_a_batch_archive_does_not_care_what_was_there"),
    observed("external-options", "Properties of owners, pipelines and stages read without options.", "botpress 15354", f"{_T}labelled.py::test_properties_of_owners_pipelines_and_stages_read_without_options", "meaning-11", "trap-9"),
    observed("formula-respelled", "A calculation is stored in the portal's own spelling.", "kalup docs/hubspot.md", f"{_T}custom_objects.py::test_a_formula_is_stored_in_the_portals_own_spelling"),
    documented("validation-enforced", "A validation rule is enforced on record writes of every API version.", "developers.hubspot.com: changelog, property validations", f"{_T}validations.py::test_a_rule_is_enforced_on_record_writes"),
    documented("default-pipeline", "A fresh portal has the default pipeline with its seven stages.", "developers.hubspot.com: deal pipelines", f"{_T}pipelines.py::test_a_fresh_portal_has_the_default_pipeline"),
    observed("probability-respelled", "A stage's probability is stored as HubSpot spells it: 0.50 reads 0.5, 1 reads 1.0.", "kalup docs/hubspot.md", f"{_T}pipelines.py::test_a_write_echoes_metadata_and_only_a_read_shows_what_was_stored"),
    observed("stage-ids-verbatim", "Pipeline and stage ids are kept as sent, capitals and all.", "kalup docs/hubspot.md; php issue 295", f"{_T}pipelines.py::test_ids_are_kept_verbatim_and_missing_ones_are_numbers", "meaning-19", "trap-12"),
    observed("stage-label-exists", "Two stages of a pipeline cannot share a label, letter case aside.", "kalup docs/hubspot.md", f"{_T}pipelines.py::test_a_duplicate_stage_label_has_its_sub_category_outside_a_create", "meaning-19"),
    observed("stage-slots", "A stage written to a taken slot goes behind its holder, and all are numbered anew.", "kalup docs/hubspot.md", f"{_T}pipelines.py::test_a_taken_slot_inserts_after_its_holder_and_renumbers", "must-6"),
    observed("stages-purged", "A PUT purges the stages it leaves out; a stage that holds records stays.", "developers.hubspot.com: pipelines guide; kalup docs/hubspot.md", f"{_T}pipelines.py::test_a_stage_that_holds_records_cannot_be_purged", "must-6", "trap-4"),
    observed("unknown-stage-204", "Deleting an unknown stage is 204.", "kalup docs/hubspot.md", f"{_T}pipelines.py::test_deleting_an_unknown_stage_is_a_204"),
    documented("stage-needs-probability", "A deal stage needs a probability in 0..1.", "developers.hubspot.com: pipelines guide", f"{_T}pipelines.py::test_a_pipeline_that_cannot_be_is_refused"),
    documented("pipeline-rules", "Pipeline rules are put, patched and removed on 2026-09.", "developers.hubspot.com: pipeline rules guide", f"{_T}pipelines.py::test_pipeline_rules_are_put_patched_and_removed"),
    assumed("rules-bypassed", "Service keys pass pipeline rules by.", "the rules speak of users; help: set up pipeline rules", f"{_T}pipelines.py::test_service_keys_bypass_pipeline_rules"),
    documented("pipeline-audit", "The audit of a pipeline tells changes newest first, with the object as text.", "developers.hubspot.com: pipelines guide", f"{_T}pipelines.py::test_the_audit_tells_changes_newest_first_with_text_inside", "trap-4"),
    observed("label-directions", "An association label has a type for each direction.", "kalup docs/hubspot.md", f"{_T}associations.py::test_a_label_has_a_type_per_direction"),
    observed("fifty-labels", "The 51st label of a pair is refused with 437.", "kalup docs/hubspot.md", f"{_T}associations.py::test_the_51st_label_of_a_pair_is_a_437"),
    observed("schema-born-whole", "A custom object is born with its property, its group and HubSpot's own.", "kalup docs/hubspot.md", f"{_T}custom_objects.py::test_a_schema_is_born_with_its_property_its_group_and_hubspots_own"),
    documented("movement-rules", "Users are held to no moving back and no skipping; super admins pass.", "help: set up pipeline rules; which stages a list means is assumed", f"{_T}governance.py::test_a_user_is_held_to_movement_rules_on_every_version"),
    documented("creation-rule", "Users create records in the allowed stages alone.", "help: set up pipeline rules", f"{_T}governance.py::test_a_user_creates_only_where_creation_is_allowed"),
    assumed("stage-permissions", "A restricted stage is edited by the users and teams it names; service keys pass.", "the guide's fields; that API calls are held is not documented", f"{_T}governance.py::test_a_restricted_stage_is_edited_by_those_it_names"),
    assumed("approval-holds", "A stage with an approval holds users until it is given.", "developers.hubspot.com: pipeline rules guide tells the states alone", f"{_T}governance.py::test_a_stage_with_approval_holds_users_until_it_is_given"),
    documented("pipelines-by-tier", "A tier has its number of pipelines beyond the default one.", "seat pricing pages", f"{_T}limits_tracking.py::test_a_free_portal_has_its_default_pipeline_alone"),
    documented("association-limits", "A type's limit of associations is enforced from either side.", "developers.hubspot.com: changelog, custom association limits", f"{_T}activities.py::test_one_more_association_than_the_limit_is_refused_from_either_side"),
    observed("activity-types", "A custom object is born with associations to activities.", "kalup docs/hubspot.md; tasks and notes of its nine", f"{_T}custom_objects.py::test_a_custom_object_is_born_with_associations_to_activities"),
    observed("archived-name-fresh", "Creating an archived name makes a fresh property without values, where the setting says so.", "terraform-provider-hubspot, research notes", f"{_T}properties.py::test_an_archived_name_comes_back_with_its_values_or_fresh_as_chosen", "must-4"),
    documented("ninety-days", "What is archived is gone after 90 days.", "help: organize and export properties; connectors 3615", f"{_T}properties.py::test_what_is_archived_is_gone_after_90_days", "meaning-21", "trap-3"),
    observed("sensitive-scope", "A sensitive property needs the feature and the scope; the 403 names neither category nor scopes.", "kalup docs/hubspot.md; that values are hidden is assumed", f"{_T}properties.py::test_a_sensitive_property_needs_the_feature_and_the_scope_and_hides_its_values"),
)  # fmt: skip
