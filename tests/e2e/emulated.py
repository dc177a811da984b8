"""`dealspec emulate all` as a process of its own, and a project whose targets lead there over loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import Ran, dealspec

ENDS_WITHIN_S = 10.0
"""How long a process may take to end after it was interrupted."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the process printed when it was ready."""

    salesforce: dict[str, str]
    hubspot: dict[str, str]


@dataclass(frozen=True, slots=True)
class Project:
    """A project over the running orgs; the tokens come from the environment alone."""

    folder: Path
    doors: Doors

    def dealspec(self, *args: object) -> Ran:
        tokens = {
            "SF_TOKEN": self.doors.salesforce["access_token"],
            "HUBSPOT_TOKEN": self.doors.hubspot["access_token"],
        }
        return dealspec("-C", self.folder, *args, env=tokens)

    def differences(self, target: str) -> tuple[int, dict[str, Any]]:
        """The exit code of ``plan --check`` and, by address, the paths it would change or holds, or ``create``."""
        ran = self.dealspec("plan", target, "--check", "--json", "--no-impact")
        changes = {
            change["address"]: sorted(item["path"] for item in change["attributes"]) or change["action"]
            for change in ran.json["changes"]
        }
        for held in ran.json["held"]:
            paths = [item["path"] for item in held["attributes"]]
            known = changes.get(held["address"], [])
            changes[held["address"]] = "create" if held["gone"] else sorted([*known, *paths])
        return ran.code, changes

    def written_over(self, target: str) -> Ran:
        """Applies what the schema says over what somebody else changed, and leaves the run's report."""
        plan = self.folder / f"over-{target}.json"
        planned = self.dealspec("plan", target, "--no-impact", "--take", "config", "*", "-o", plan)
        assert planned.code == 0, planned.err
        return self.dealspec("apply", plan, "--format", "json")


def start(state: Path) -> tuple[subprocess.Popen[str], Doors]:
    """The running process and the one line that it prints."""
    command = [sys.executable, "-m", "dealspec", "-q", "emulate", "all", "--port", "0", "--state", str(state)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        code, _ = stop(process)
        raise AssertionError(f"dealspec emulate ended with {code} before it was ready")
    return process, Doors(**json.loads(line))


def stop(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Interrupts the process; its exit code and what else it printed."""
    process.send_signal(signal.SIGINT)
    try:
        rest, _ = process.communicate(timeout=ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        rest, _ = process.communicate()
    return process.returncode, rest


@contextmanager
def emulated(state: Path) -> Iterator[Doors]:
    """Both orgs while the block runs."""
    process, doors = start(state)
    try:
        yield doors
    finally:
        stop(process)


def project(folder: Path, doors: Doors, extra: str = "") -> Project:
    """The blueprint's project in a new folder, with ``extra`` declared in a schema file of its own."""
    assert dealspec("init", folder).code == 0
    (folder / "schema" / "extra.yaml").write_text(extra, encoding="utf-8")
    salesforce, hubspot = doors.salesforce, doors.hubspot
    auth = 'auth: {access_token: "${SF_TOKEN}"}'
    (folder / "dealspec.yaml").write_text(
        f"""\
targets:
  salesforce: {{crm: salesforce, url: "{salesforce["url"]}", {auth}, org_id: {salesforce["org_id"]}}}
  over_tls:
    {{crm: salesforce, url: "{salesforce["https_url"]}", ca_file: "{salesforce["ca_file"]}", {auth}}}
  hubspot:
    {{crm: hubspot, url: "{hubspot["url"]}", token: "${{HUBSPOT_TOKEN}}", portal_id: {hubspot["portal_id"]}}}
""",
        encoding="utf-8",
    )
    return Project(folder, doors)
