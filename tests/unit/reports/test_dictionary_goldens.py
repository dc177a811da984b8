"""The dictionary of a small schema, as whole files in tests/golden/dictionary; written anew as the reports' are."""

import os
from pathlib import Path

import pytest
from tests.unit.reports.dictionary_cases import SMALL, made, schema_of

GOLDEN = Path(__file__).parents[2] / "golden" / "dictionary"
PAGES = made(schema_of())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_as_it_did(path: str) -> None:
    golden = GOLDEN / path
    if os.environ.get("DEALSPEC_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(PAGES[path], encoding="utf-8")

    assert PAGES[path] == golden.read_text(encoding="utf-8")


def test_there_is_a_page_for_everything_and_no_other() -> None:
    stems = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}

    assert stems == set(PAGES)


def test_the_same_schema_gives_the_same_bytes() -> None:
    assert made(schema_of(SMALL)) == PAGES
