"""How the portal speaks: paths, keys, errors, headers."""

from __future__ import annotations

from dealspec.emulator.behaviours import assumed, documented, observed

_T = "tests/unit/emulator/hubspot/test_hubspot_"

BEHAVIOURS = (
    documented("every-spelling", "The v3, v4 and dated spellings of a path answer alike.", "developers.hubspot.com: versioning; OpenAPI files", f"{_T}portal.py::test_every_spelling_of_a_path_reads_the_same_properties", "trap-1"),
    documented("error-envelope", "A refusal is an envelope of status, category, message and correlation id.", "developers.hubspot.com: error-handling", f"{_T}portal.py::test_an_unknown_object_cannot_be_inferred", "must-3"),
    observed("unknown-object", "An object name that is none is 400, Unable to infer object type.", "kalup docs/hubspot.md", f"{_T}portal.py::test_an_unknown_object_cannot_be_inferred"),
    documented("rate-headers", "Each answer carries rate headers; search carries none.", "developers.hubspot.com: usage-guidelines", f"{_T}portal.py::test_every_answer_carries_its_correlation_id_and_rates_but_search_has_no_rates", "must-9"),
    assumed("wrong-key", "An unknown key is refused with 401.", "category of public samples; exact name is not documented", f"{_T}portal.py::test_a_wrong_key_is_refused"),
    observed("scopes", "A key opens what its scopes open; else 403 MISSING_SCOPES names them.", "public bodies; kalup docs/hubspot.md", f"{_T}portal.py::test_a_key_opens_only_what_its_scopes_open", "must-10"),
    documented("account-type", "Account details name the type of account; ours is a developer test account.", "developers.hubspot.com: account information", f"{_T}portal.py::test_account_details_name_a_developer_test_portal"),
    observed("long-query", "A query string of about 16 kB is refused with 414.", "airbyte 33976, PostHog 31617", f"{_T}portal.py::test_a_query_string_of_16_kb_is_too_long", "trap-5", "trap-6", "also-4"),
    documented("owners", "hubspot_owner_id is an owner's id, never its userId.", "developers.hubspot.com: changelog, v2 owners sunset", f"{_T}portal.py::test_the_one_owner_can_be_given_records"),
    observed("body-as-read", "A create with keys that only reads have, or of the wrong shape, is refused.", "nodejs issue 10", f"{_T}properties.py::test_a_property_that_cannot_be_is_refused", "trap-13"),
    documented("rate-buckets", "A tier has its calls in ten seconds and a day; over them is 429 with a policy name, where rate limits are switched on.", "developers.hubspot.com: usage-guidelines", f"{_T}rates.py::test_a_tier_has_its_buckets_and_says_so_in_every_header", "must-9"),
    observed("rate-refusal", "A 429 has errorType, policyName and groupName, and no category.", "python issue 117", f"{_T}rates.py::test_a_refusal_has_the_keys_of_a_rate_limit_and_no_category", "must-9"),
    assumed("retry-after", "Retry-After comes with a 429 where it is switched on.", "documented nowhere, reported for some", f"{_T}rates.py::test_retry_after_can_be_switched_on_and_tells_the_truth", "must-9"),
    documented("search-rate", "Search has five calls a second, outside the other buckets.", "developers.hubspot.com: usage-guidelines", f"{_T}rates.py::test_search_has_five_calls_a_second_outside_the_other_buckets", "must-8", "trap-16"),
    documented("day-ends", "The day's calls are counted anew at midnight of the account.", "developers.hubspot.com: usage-guidelines", f"{_T}rates.py::test_a_day_ends_at_midnight_of_the_account"),
    assumed("tier-features", "A tier without a feature is refused with a 403 that names no scope.", "that such 403s exist was observed; for which features is not known", f"{_T}governance.py::test_a_tier_without_the_feature_is_refused_by_a_403_that_names_no_scope"),
    assumed("expired-token", "An expired OAuth token is 401 EXPIRED_AUTHENTICATION.", "category of public samples", f"{_T}governance.py::test_an_oauth_token_tells_its_user_and_expires"),
    documented("edit-associations", "2026-09 refuses associations of a user without the permission.", "developers.hubspot.com: changelog, write validation", f"{_T}governance.py::test_a_user_who_may_not_edit_associations_is_refused_on_2026_09_alone", "must-7"),
    documented("limits-tracking", "Limits tracking tells limits and usage by object, custom objects apart.", "OpenAPI: limits tracking", f"{_T}limits_tracking.py::test_pipelines_and_records_tell_hubspots_objects_and_custom_ones_apart"),
    observed("schemas-flip", "Single reads of a changed schema flip between old and new for over a minute, where settling is switched on.", "kalup docs/hubspot.md", f"{_T}settling.py::test_a_read_of_a_changed_schema_flips_for_over_a_minute", "meaning-24"),
    observed("schema-resurrects", "A PATCH of an unsettled schema brings old values of omitted fields back, where settling is switched on.", "kalup docs/hubspot.md", f"{_T}settling.py::test_a_patch_of_an_unsettled_schema_brings_old_values_of_omitted_fields_back", "meaning-24"),
    observed("label-names-lag", "The name of a label is read minutes later, where settling is switched on.", "kalup docs/hubspot.md", f"{_T}settling.py::test_the_name_of_a_label_is_read_minutes_later", "meaning-24"),
    observed("search-lags", "Search lags seconds behind writes, where settling is switched on.", "php issue 59", f"{_T}settling.py::test_search_lags_behind_creates_changes_and_archives", "meaning-24", "must-8", "trap-24"),
    observed("limits-lag", "Limits tracking is counted anew after a while, where settling is switched on.", "kalup docs/hubspot.md", f"{_T}settling.py::test_limits_are_counted_anew_after_a_while", "meaning-24"),
    assumed("settles-by-reading", "What lags settles after twelve reads too, so that a clock that stands still does not hold it.", "ours alone", f"{_T}settling.py::test_a_clock_that_stands_still_settles_by_reading"),
    observed("wrong-types", "A body with a list, an object or a text where another belongs is 400 before any rule sees it.", "nodejs issue 10; where each belongs: OpenAPI", f"{_T}fuzz.py::test_no_part_of_a_right_body_exchanged_breaks_the_portal"),
    assumed("runaway-patterns", "A pattern that repeats a repetition is refused.", "HubSpot's engine is not documented", f"{_T}fuzz.py::test_no_call_breaks_the_portal"),
    documented("faults", "Faults strike on demand: 423, 477, 429 of each policy, 5xx and 52x, in JSON or in the HTML of what stands before HubSpot.", "developers.hubspot.com: error-handling; bodies are assumed", f"{_T}faults.py::test_a_struck_call_is_refused_in_json_and_does_nothing", "must-12", "must-9"),
    assumed("uncertain-writes", "A write that met a fault has happened, has not, or lands after the next read, as the fault says.", "kalup docs/hubspot.md: re-read, never repeat a create blindly", f"{_T}faults.py::test_an_uncertain_write_may_have_happened", "meaning-25", "must-12"),
)  # fmt: skip
