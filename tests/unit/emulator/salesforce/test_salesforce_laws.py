"""Laws that hold for any input: nothing breaks the org, and what is stored stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

from dealspec.emulator.salesforce import ids, soql, wire, xmltree
from dealspec.emulator.salesforce.catalog import Choice, Field
from dealspec.emulator.salesforce.errors import ApiError, SaveError
from dealspec.emulator.salesforce.metadata_record_types import encode_name
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.salesforce.values import datetime_text, from_datetime_text, to_stored

WORDS = st.sampled_from(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "IN",
        "LIKE",
        "ORDER",
        "BY",
        "GROUP",
        "LIMIT",
        "OFFSET",
        "NULLS",
        "LAST",
        "COUNT",
        "(",
        ")",
        ",",
        "=",
        "!=",
        "<",
        ">=",
        "'",
        "'x'",
        "5",
        "-2.5",
        "Id",
        "Name",
        "Amount",
        "CloseDate",
        "Account.Name",
        "Owner.Profile.Name",
        "Opportunity",
        "Account",
        "Nope",
        "null",
        "true",
        "TODAY",
        "LAST_N_DAYS",
        ":",
        "30",
        "2026-01-31",
        "2026-01-31T00:00:00Z",
        "INCLUDES",
        "SUM",
        "Opportunities",
    ]
)
FIELDS = [
    Field("Opportunity", "T", "T", "Text", length=20),
    Field("Opportunity", "L", "L", "LongTextArea", length=300),
    Field("Opportunity", "N", "N", "Number", precision=10, scale=2),
    Field("Opportunity", "I", "I", "Integer", precision=8),
    Field("Opportunity", "C", "C", "Checkbox"),
    Field("Opportunity", "D", "D", "Date"),
    Field("Opportunity", "M", "M", "DateTime"),
    Field("Opportunity", "H", "H", "Time"),
    Field("Opportunity", "E", "E", "Email", length=80),
    Field("Opportunity", "P", "P", "Picklist", restricted=True, choices=(Choice("a", "A"), Choice("b", "B"))),
    Field("Opportunity", "X", "X", "MultiselectPicklist", choices=(Choice("a", "A"), Choice("b", "B"))),
    Field("Opportunity", "R", "R", "Lookup", targets=("Account",)),
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.datetimes().map(str)
DATES = st.dates().map(str) | st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}+0{moment.day % 10}:00")
VALUES = SCALARS | DATES | st.sampled_from(["a", "A;b", "12:30:00Z", "me@x.org", "001000000000001", "1e5", "٣"])
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(str.strip).filter(bool)


@given(st.lists(WORDS, max_size=14))
def test_any_words_are_a_query_or_a_refusal(module_org: SalesforceOrg, words: list[str]) -> None:
    response = Client(module_org).send("GET", "query?q=" + quote("SELECT Id FROM Opportunity " + " ".join(words)))

    assert response.status in (200, 400)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        soql.parse(text)
    except ApiError as refused:
        assert refused.code == "MALFORMED_QUERY"


@given(st.sampled_from(FIELDS), VALUES)
def test_a_stored_value_is_stored_as_it_is_again(field: Field, value: object) -> None:
    try:
        stored = to_stored(field, value)
    except SaveError:
        return

    assert stored is None or to_stored(field, stored) == stored


@given(st.dictionaries(st.sampled_from([*OPPORTUNITY, "Amount", "AccountId", "IsPrivate", "CreatedDate"]), VALUES))
def test_any_values_are_saved_or_refused(module_org: SalesforceOrg, values: dict[str, object]) -> None:
    client = Client(module_org)

    response = client.send("POST", "sobjects/Opportunity", {**OPPORTUNITY, **values})

    assert response.status in (201, 400)


@given(st.datetimes())
def test_a_moment_survives_its_text(moment: object) -> None:
    assert isinstance(moment, datetime)
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)

    assert from_datetime_text(datetime_text(whole)) == whole


@given(NAMES)
def test_value_names_survive_their_encoding(name: str) -> None:
    assert unquote(encode_name(name)) == name


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"))


def bodies(type_name: str) -> st.SearchStrategy[dict[str, object]]:
    kinds: dict[str, st.SearchStrategy[object]] = {
        "s": TEXTS.map(str.strip).filter(bool), "b": st.booleans(), "i": st.integers(-(10**9), 10**9),
        "raw": TEXTS.map(str.strip),
    }  # fmt: skip
    optional = {}
    for element in wire.TYPES[type_name].values():
        one = kinds[element.kind] if element.kind in kinds else st.deferred(lambda kind=element.kind: bodies(kind))
        optional[element.name] = st.lists(one, min_size=1, max_size=2) if element.many else one
    return st.fixed_dictionaries({}, optional=optional).filter(bool)


@pytest.mark.parametrize(
    "type_name", ["CustomField", "RecordType", "StandardValueSet", "PermissionSet", "ValidationRule"]
)
def test_a_component_survives_the_wire(type_name: str) -> None:
    @given(bodies(type_name))
    def law(body: dict[str, object]) -> None:
        node = xmltree.parse(f"<x>{wire.encode(type_name, body)}</x>")

        assert wire.decode(type_name, node) == body

    law()


@given(st.text(st.sampled_from("aZ09bY"), min_size=15, max_size=15))
def test_a_long_id_keeps_its_first_fifteen_characters(text: str) -> None:
    assert ids.long_form(text)[:15] == text
    assert len(ids.long_form(text)) == 18
    assert ids.long_form(ids.long_form(text)) == ids.long_form(text)
