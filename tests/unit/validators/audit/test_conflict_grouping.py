"""Grouping finds exactly the conflicts that comparing all pairs would find."""

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.validators.audit.cases import ACCOUNT, AS_OF, PARTNER, REGION, Records, judgement

from dealspec.validators.audit.engine import audit
from dealspec.validators.judgement import ConflictOn

RULE = judgement("clash", conflict=ConflictOn((ACCOUNT, REGION), PARTNER))

few = st.sampled_from(["a", "b", None, ""])
claims = st.lists(st.fixed_dictionaries({"account": few, "region": few, "partner": few}), max_size=12)


@given(claims)
def test_grouping_equals_all_pairs(rows: list[dict[str, str | None]]) -> None:
    records = [{"id": f"{number:03}", **row} for number, row in enumerate(rows)]

    found = audit(
        [RULE], {"opportunity": Records(records)}, target="sf", as_of=AS_OF, record_url=lambda obj, record: record
    ).findings

    assert {finding.record_id: finding.detail.count(",") for finding in found} == {
        record["id"]: min(sides(record, records), 3) - 1 for record in records if sides(record, records)
    }
    assert len(found) == len({finding.record_id for finding in found})


def sides(one: dict[str, str | None], records: list[dict[str, str | None]]) -> int:
    """How many partners other than its own contest a record, by comparing it with every other."""
    return len({other["partner"] for other in records if in_conflict(one, other)})


def in_conflict(one: dict[str, str | None], other: dict[str, str | None]) -> bool:
    agree = all(one[name] and one[name] == other[name] for name in ("account", "region"))
    return bool(agree and one["partner"] and other["partner"] and one["partner"] != other["partner"])
