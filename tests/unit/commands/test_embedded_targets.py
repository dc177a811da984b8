"""An embedded target is one org in one file: it lasts from command to command, and serves one command at a time."""

from __future__ import annotations

import threading
import time

import pytest
from tests.running import Ran
from tests.unit.commands.worlds import CRMS, Project

from dealspec.emulator.store import Store

HELD_S = 0.6


@pytest.mark.parametrize("crm", CRMS)
def test_the_next_command_meets_the_same_org(embedded: Project, crm: str) -> None:
    before = embedded.run("plan", crm, "--check")
    applied = embedded.run("apply", crm, "--auto-approve")
    after = embedded.run("plan", crm, "--check")

    assert (before.code, applied.code, after.code) == (2, 0, 0)
    assert (embedded.folder / ".dealspec" / "embedded" / f"{crm}.sqlite").is_file()


@pytest.mark.parametrize("crm", CRMS)
def test_a_second_command_waits_for_the_first(embedded: Project, crm: str) -> None:
    file = embedded.folder / ".dealspec" / "embedded" / f"{crm}.sqlite"
    first = Store(file)
    ran: list[Ran] = []
    waiting = threading.Thread(target=lambda: ran.append(embedded.run("plan", crm, "--check")))

    started = time.monotonic()
    waiting.start()
    waiting.join(HELD_S)
    still_waiting = waiting.is_alive()
    first.close()
    waiting.join(30)
    took = time.monotonic() - started

    assert still_waiting
    assert [each.code for each in ran] == [2]
    assert took >= HELD_S


def test_the_two_embedded_orgs_do_not_wait_for_each_other(embedded: Project) -> None:
    held = Store(embedded.folder / ".dealspec" / "embedded" / "salesforce.sqlite")
    try:
        ran = embedded.run("plan", "hubspot", "--check")
    finally:
        held.close()

    assert ran.code == 2


@pytest.mark.parametrize("crm", CRMS)
def test_an_org_file_that_is_none_is_said_without_a_traceback(embedded: Project, crm: str) -> None:
    embedded.write(f".dealspec/embedded/{crm}.sqlite", "This is no database." * 100)

    ran = embedded.run("plan", crm)

    assert ran.code == 64 and "Traceback" not in ran.err, ran.err
    assert f"{crm}.sqlite cannot be opened: file is not a database." in ran.err and "hint: Remove the file" in ran.err
