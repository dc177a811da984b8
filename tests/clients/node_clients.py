"""Runs other people's Salesforce clients on Node, kept to loopback. Installs none: see ``make clients``."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.embedded import EmbeddedOrgs, SalesforceDoor

ROOT = Path(__file__).parents[2]
NODE_FOLDER = Path(__file__).parent / "node"
INSTALLED = ROOT / "build/clients"
PATIENCE_S = 120

_HUSH = {
    "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
    "SF_DISABLE_DNS_CHECK": "true",
    "SF_DISABLE_LOG_FILE": "true",
    "SF_DISABLE_TELEMETRY": "true",
    "SFDX_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "NO_COLOR": "1",
}
"""Keeps the Salesforce CLI from telemetry, updates, log files and the desktop's keychain."""


def require_clients() -> None:
    """Skips without the clients; fails instead where ``DEALSPEC_REQUIRE_CLIENTS=1`` says that they must be there."""
    if os.environ.get("DEALSPEC_SKIP_CLIENTS") == "1":
        pytest.skip("jsforce and the Salesforce CLI are left out by DEALSPEC_SKIP_CLIENTS=1")
    if all((INSTALLED / name).exists() for name in ("bin/node", ".installed")):
        return
    reason = "jsforce and the Salesforce CLI are not installed; `make clients` installs them into build/clients"
    if os.environ.get("DEALSPEC_REQUIRE_CLIENTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def embedded_salesforce() -> Iterator[SalesforceDoor]:
    """An embedded org in memory, over http and https, whose clock stands still."""
    with EmbeddedOrgs(FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))) as orgs:
        yield orgs.salesforce(https_port=0)


@dataclass(frozen=True, slots=True)
class Node:
    """A Node whose home is a folder of its own and which reaches loopback only."""

    home: Path

    @property
    def outside_calls(self) -> str:
        """What tried to leave loopback, a line each; empty when nothing did."""
        file = self.home / "outside-calls"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def run(
        self, *args: str | Path, cwd: Path | None = None, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs ``node ARGS`` to its end, whatever that is."""
        program = INSTALLED / "bin/node"
        return subprocess.run(
            [program, *args],
            cwd=cwd or self.home,
            env={
                "PATH": f"{program.parent}:/usr/bin:/bin",
                "HOME": str(self.home),
                "NODE_OPTIONS": f'--require "{NODE_FOLDER / "loopback-only.cjs"}"',
                "DEALSPEC_OUTSIDE_CALLS": str(self.home / "outside-calls"),
                **_HUSH,
                **(env or {}),
            },
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class Jsforce:
    """The real jsforce, signed in to an embedded org with an access token."""

    node: Node
    door: SalesforceDoor

    def run(self, scenario: str, **given: Any) -> Any:
        """What a scenario of ``node/jsforce.mjs`` gives back; raises AssertionError when it throws."""
        ask = {"url": self.door.url, "token": self.door.access_token, "given": given}
        done = self.node.run(
            NODE_FOLDER / "jsforce.mjs", scenario, stdin=json.dumps(ask), env={"DEALSPEC_CLIENTS": str(INSTALLED)}
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
