"""``attestations.yaml``: strict, and every fault with its place."""

from datetime import date

import pytest

from dealspec.schema.attestations import Attestation, load_attestations
from dealspec.schema.source_file import SourceFile

HEAD = "attestations:\n"
ENTRY = "{step: gates.quote, org: '4242', digest: 3f2a9c0d1e2f, who: ada@example.com, when: 2026-11-23}"


def load(text: str):
    return load_attestations(SourceFile("attestations.yaml", text))


def test_an_entry_says_who_did_what_where_and_when() -> None:
    found, faults = load(f"{HEAD}  - {ENTRY}\n")

    assert faults == ()
    assert found == (Attestation("gates.quote", "4242", "3f2a9c0d1e2f", "ada@example.com", date(2026, 11, 23)),)
    assert found[0].position.line == 2


@pytest.mark.parametrize(
    ("written", "org", "digest"),
    [
        (ENTRY.replace("'4242'", "4242"), "4242", "3f2a9c0d1e2f"),
        (ENTRY.replace("3f2a9c0d1e2f", "123456789012"), "4242", "123456789012"),
        (ENTRY.replace("3f2a9c0d1e2f", "12345678e901"), "4242", "12345678e901"),
    ],
)
def test_ids_and_digests_of_digits_are_no_numbers(written: str, org: str, digest: str) -> None:
    found, faults = load(f"{HEAD}  - {written}\n")

    assert faults == ()
    assert [(each.org, each.digest) for each in found] == [(org, digest)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("attestations: []\n", []),
        ("", []),
        (f"{HEAD}  - {ENTRY}\n  - {ENTRY.replace('ada', 'ben')}\n", [("ATT001", 3)]),
        (f"{HEAD}  - {ENTRY.replace('3f2a9c0d1e2f', 'done')}\n", [("ATT002", 2)]),
        (f"{HEAD}  - {ENTRY.replace('who', 'by')}\n", [("SCH004", 2), ("SCH001", 2)]),
        (f"{HEAD}  - {ENTRY.replace('2026-11-23', 'today')}\n", [("SCH002", 2)]),
        # As `dealspec plan` prints it, before anybody filled it in.
        (f"{HEAD}  - {{step: gates.quote,\n     org: '4242', digest: '3f2a9c0d1e2f', who: , when: }}\n", None),
        (f"{HEAD}  - {ENTRY}\n    - {ENTRY}\n", None),
    ],
)
def test_faults_have_a_code_and_a_place(text: str, codes: list[tuple[str, int]] | None) -> None:
    found, faults = load(text)

    places = [(fault.code, fault.position.line) for fault in faults if fault.position]
    if codes is None:
        assert places
    else:
        assert places == codes
    if places:
        assert found == ()
