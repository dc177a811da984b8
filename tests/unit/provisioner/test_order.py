"""Which change comes first, and what ``--only`` selects."""

import pytest
from tests.unit.provisioner.build import field

from dealspec.provisioner.changes import Create, Update
from dealspec.provisioner.order import matches, ordered, selected

A = Create(field("a", label="A"))
B = Create(field("b", ("fields.opportunity.a",), label="B"))
C = Create(field("c", ("fields.opportunity.b",), label="C"))


def test_what_is_required_comes_first() -> None:
    assert ordered([C, B, A]) == (A, B, C)
    assert ordered([B, C, A]) == (A, B, C)


def test_what_is_free_comes_by_address() -> None:
    assert ordered([Create(field("z")), Create(field("y"))]) == (Create(field("y")), Create(field("z")))


def test_a_ring_is_refused_by_name() -> None:
    ring = [Create(field("a", ("fields.opportunity.b",))), Create(field("b", ("fields.opportunity.a",)))]

    with pytest.raises(ValueError, match=r"fields\.opportunity\.a"):
        ordered(ring)


@pytest.mark.parametrize(
    ("globs", "chosen"),
    [
        ((), [A, B, C]),
        (("fields.*.a",), [A]),
        (("fields.opportunity.b",), [A, B]),
        (("*.c",), [A, B, C]),
        (("gates.*",), []),
    ],
    ids=["no glob selects all", "one", "with what it requires", "and what that requires", "none"],
)
def test_only_selects_by_glob_and_what_those_require(globs: tuple[str, ...], chosen: list[Create]) -> None:
    assert list(selected([A, B, C], globs)) == chosen


def test_what_is_required_and_there_already_is_not_dragged_along() -> None:
    there = Update(field("a", label="A"), field("a", label="B"), ())

    assert selected([there, B], ("*.b",)) == (B,)


@pytest.mark.parametrize(
    ("address", "glob", "matched"),
    [
        ("gates.quote", "gates.*", True),
        ("gates.reseller.membership", "gates.*", True),
        ("pipelines.reseller.stages.quote", "pipelines.reseller.stages.*", True),
        ("pipelines.reseller", "pipelines.reseller.stages.*", False),
        ("fields.opportunity.Motion", "fields.opportunity.motion", False),
    ],
)
def test_globs_match_dotted_addresses(address: str, glob: str, matched: bool) -> None:
    assert matches(address, [glob]) is matched
