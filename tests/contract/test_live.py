"""Real orgs, recorded: what they were asked by ``dealspec conform``, played back, agrees with the embedded orgs.

``make live TARGET=sandbox PROJECT=folder`` asks a sandbox of yours and writes ``tests/cassettes/live/<crm>.yaml``,
scrubbed and marked ``origin: live``; never production. Until somebody has done so there is nothing to play back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.contract.cassettes import FOLDER, LIVE, PLACE, TOKEN, cassette

from dealspec.commands.conform import manifest_file
from dealspec.commands.conformance.probe import Outcome, Probed
from dealspec.commands.conformance.run import PROBES, ask
from dealspec.commands.workspace import Workspace
from dealspec.emulator.clock import RealClock
from dealspec.emulator.embedded import EmbeddedOrgs
from dealspec.provisioner.ports import Crm
from dealspec.wiring import Door, open_door

TARGET = os.environ.get("DEALSPEC_LIVE", "")
PROJECT = Path(os.environ.get("DEALSPEC_LIVE_PROJECT", "."))
RECORDED = sorted(FOLDER.glob("live/*.yaml"))
VERSIONS = {Crm.SALESFORCE: "66.0", Crm.HUBSPOT: "2026-09"}
SECRETS = re.compile(
    r"\bbearer\b|\bauthorization\b|\bcookie\b|\bpat-\w|force\.com|hubapi\.com|\b00D(?!0{12}EAA)\w{12}"
    r"|<sessionId>(?!scrubbed<)|[\w.+-]+@(?!example\.com)[\w-]+\.\w",
    re.IGNORECASE,
)


@pytest.mark.skipif(not TARGET, reason="asks a real org: make live TARGET=...")
def test_a_sandbox_is_asked_and_recorded() -> None:
    workspace = Workspace.open(PROJECT)
    config = workspace.target(TARGET)
    crm = Crm(config.crm.value)
    with open_door(config, workspace.root) as (live, door):
        identity = live.identity()
        assert not identity.is_protected, f"{TARGET} may be production ({identity.kind})"
        file = manifest_file(workspace.root, TARGET)
        results = record(crm, door, identity.org_id, FOLDER / "live", file)

    print("\n".join(f"{item.outcome}: {item.behaviour} {item.answered}{item.why}" for item in results))
    assert not SECRETS.search((FOLDER / "live" / f"{crm}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_the_embedded_org_agrees_with_what_was_recorded(path: Path, tmp_path: Path) -> None:
    assert [item for item in played(Crm(path.stem), path.parent, tmp_path) if item.outcome is Outcome.DIFFERS] == []


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recording_holds_no_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert yaml.safe_load(text)["origin"] == LIVE
    assert not SECRETS.search(text)


@pytest.fixture
def served() -> Iterator[dict[Crm, tuple[Door, str]]]:
    """Both embedded orgs: they stand in for a sandbox, to show that recording one would work."""
    with EmbeddedOrgs(RealClock()) as orgs:
        org, portal = orgs.salesforce(), orgs.hubspot()
        yield {
            Crm.SALESFORCE: (Door(org.url, org.access_token, VERSIONS[Crm.SALESFORCE]), org.org_id),
            Crm.HUBSPOT: (Door(portal.url, portal.access_token, VERSIONS[Crm.HUBSPOT]), portal.portal_id),
        }


@pytest.mark.parametrize("crm", Crm)
def test_a_recording_is_scrubbed_and_plays_back_the_same(crm: Crm, served, tmp_path: Path) -> None:
    door, org_id = served[crm]

    asked = record(crm, door, org_id, tmp_path / "cassettes", tmp_path / "manifest.json")

    text = (tmp_path / "cassettes" / f"{crm}.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["origin"] == LIVE
    assert not SECRETS.search(text)
    assert door.token not in text and org_id[:15] not in text
    assert played(crm, tmp_path / "cassettes", tmp_path) == asked


@pytest.mark.parametrize(
    "line",
    ["Bearer x", "pat-na1-1", "https://acme.my.salesforce.com", "00Dxx0000000001EAA", "ada@acme.org"],
)
def test_what_must_not_stand_in_a_recording_is_recognised(line: str) -> None:
    assert SECRETS.search(line) or SECRETS.search(f"{line}:")


def record(crm: Crm, door: Door, org_id: str, folder: Path, manifest: Path) -> tuple[Probed, ...]:
    """Asks every question and keeps the exchange."""
    folder.mkdir(parents=True, exist_ok=True)
    with cassette(crm.value, (door.token, org_id, org_id[:15]), origin=LIVE, folder=folder, recording=True):
        return ask(crm, door, manifest, org_id, PROBES[crm], lambda _: None).results


def played(crm: Crm, folder: Path, scratch: Path) -> tuple[Probed, ...]:
    """Asks the recording instead."""
    door = Door(PLACE, TOKEN, VERSIONS[crm])
    with cassette(crm.value, origin=LIVE, folder=folder, recording=False):
        return ask(crm, door, scratch / "playing.json", "played", PROBES[crm], lambda _: None).results
