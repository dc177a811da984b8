"""What the portal does with records and search."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/hubspot/test_hubspot_"

BEHAVIOURS = (
    documented("text-or-null", "A deal reads its default properties, each as text or null.", "developers.hubspot.com: search page; OpenAPI", f"{_T}records.py::test_a_record_reads_its_default_properties_as_text_or_null", "meaning-1", "meaning-3", "must-1"),
    assumed("default-properties", "Contacts, companies and tickets read their default properties unasked.", "public clients; no page lists them", f"{_T}labelled.py::test_an_object_has_properties_that_are_read_unasked", "meaning-4"),
    documented("empty-text-clears", "An empty text clears a property, which then reads null.", "developers.hubspot.com: object guides", f"{_T}records.py::test_an_empty_text_clears_and_reads_null", "meaning-2"),
    observed("archive-undated", "Archiving does not change the date of the last change.", "airbyte 19838", f"{_T}records.py::test_a_change_is_dated_and_an_archive_is_not", "meaning-5", "trap-2"),
    observed("date-midnight", "v3 refuses a date off midnight UTC; 2026-09 puts it right and warns.", "php issue 74; developers.hubspot.com: 2026-09", f"{_T}records.py::test_v3_refuses_a_date_off_midnight_and_2026_09_normalises_it_with_a_warning", "meaning-6", "trap-20"),
    documented("values-respelled", "Dates and datetimes are given back in one form, whatever form they came in.", "developers.hubspot.com: properties guide", f"{_T}records.py::test_values_are_kept_in_hubspots_spelling", "meaning-6", "meaning-7", "meaning-8", "trap-22", "also-3"),
    documented("choices", "Choices match by internal value, case and all; several are joined by semicolons.", "developers.hubspot.com: properties guide", f"{_T}records.py::test_choices_are_checked_by_internal_value", "meaning-9", "meaning-11"),
    documented("bad-values", "A value that does not fit is named in the message and in errors, with its code.", "developers.hubspot.com: changelogs; php issue 74", f"{_T}records.py::test_a_bad_value_is_named_in_the_message_and_in_errors", "meaning-10", "meaning-17", "meaning-23", "must-3"),
    documented("stage-in-pipeline", "A stage must stand in the record's pipeline.", "developers.hubspot.com: deals guide", f"{_T}records.py::test_a_stage_must_stand_in_its_pipeline", "meaning-12"),
    observed("older-stamps", "The older hs_date_entered properties are gone.", "tap-hubspot 265", f"{_T}labelled.py::test_the_older_stage_properties_are_gone", "trap-8"),
    observed("stage-stamps", "Entering and leaving a stage stamps hs_v2_date_entered and hs_v2_date_exited, which the property list lacks.", "verified-sources 647", f"{_T}records.py::test_closed_flags_and_stage_stamps_follow_the_stage", "meaning-13", "trap-7"),
    assumed("closed-flags", "hs_is_closed, hs_is_closed_won and hs_is_closed_lost follow the stage.", "in HubSpot's list of default properties; when they change is not documented", f"{_T}records.py::test_closed_flags_and_stage_stamps_follow_the_stage", "meaning-15"),
    documented("unique-lookup", "A unique value is held by one record and finds it.", "OpenAPI: idProperty", f"{_T}records.py::test_a_unique_value_is_held_by_one_record_and_finds_it", "meaning-18", "trap-24"),
    observed("archived-records", "An archived record is seen only when asked for.", "airbyte 19838; connectors 3615", f"{_T}records.py::test_an_archived_record_is_seen_only_when_asked_for", "meaning-21", "trap-3"),
    documented("history", "History tells a property's values newest first.", "OpenAPI: propertiesWithHistory", f"{_T}records.py::test_history_tells_values_newest_first", "meaning-22"),
    observed("page-limits", "A page of records holds 100, with history 50.", "python issue 143", f"{_T}records.py::test_a_list_page_has_a_size_limit", "trap-15"),
    documented("record-batches", "A batch with trace ids makes what it can and answers 207.", "developers.hubspot.com: error-handling", f"{_T}records.py::test_a_batch_create_with_trace_ids_answers_207", "must-2"),
    documented("conditional-required", "2026-09 alone enforces conditional and create-form properties.", "developers.hubspot.com: changelog, write validation", f"{_T}admin_rules.py::test_only_the_latest_version_enforces_a_conditional_property", "must-7"),
    documented("search-limits", "Search takes 5 groups, 6 filters each, 18 in all; pages of 200; 10,000 rows.", "developers.hubspot.com: search page", f"{_T}search.py::test_a_search_beyond_the_limits_is_refused", "must-8", "trap-17", "trap-19"),
    observed("search-hides-archived", "Search never returns archived records.", "airbyte 19838", f"{_T}search.py::test_archived_records_are_never_found", "meaning-21", "trap-2"),
    observed("older-values", "A value of an older type stays as it is and matches no number.", "airbyte 60971", f"{_T}search.py::test_values_of_an_older_type_match_no_number", "trap-11"),
    documented("association-batches", "A batch of associations holds 100.", "OpenAPI: associations; airbyte 48834", f"{_T}labelled.py::test_a_batch_of_associations_holds_a_hundred", "trap-18"),
    documented("activities", "Tasks and notes are logged on records, and need their timestamp.", "developers.hubspot.com: tasks, notes", f"{_T}activities.py::test_an_activity_is_logged_on_a_deal"),
    assumed("merge", "A merge leaves one record, which lists the other in hs_merged_object_ids and takes its associations.", "dbt_hubspot 134; whose values win is assumed", f"{_T}activities.py::test_a_merge_leaves_one_record_that_remembers_the_other", "meaning-20", "trap-10"),
    assumed("merged-contact", "A merged contact is found by its old id.", "public clients", f"{_T}activities.py::test_a_merged_contact_is_found_by_its_old_id", "meaning-20"),
    assumed("stage-times", "Leaving a stage tells the milliseconds of the last stay and of all stays.", "the properties' names; the unit is assumed", f"{_T}records.py::test_the_time_in_a_stage_is_told_for_the_last_stay_and_in_all", "meaning-13"),
)  # fmt: skip
