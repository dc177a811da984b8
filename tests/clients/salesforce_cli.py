"""The real ``sf`` in a project folder, signed in to an embedded org. Judges nothing that it tells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.clients.node_clients import INSTALLED, Node, embedded_salesforce, require_clients

from dealspec.emulator.embedded import SalesforceDoor

_PROGRAM = INSTALLED / "node_modules/@salesforce/cli/bin/run.js"
_PROJECT = {"packageDirectories": [{"path": "force-app", "default": True}], "sourceApiVersion": "66.0"}


@dataclass(frozen=True, slots=True)
class Told:
    """What one command ended with, and the JSON that it told."""

    code: int
    json: Any

    @property
    def result(self) -> Any:
        """The result of a command that went well; raises AssertionError otherwise."""
        assert self.code == 0, self.json
        return self.json["result"]


@dataclass(frozen=True, slots=True)
class SalesforceCli:
    """``sf`` in a project folder; ``door`` is the org that its commands are for, once signed in."""

    node: Node
    project: Path
    door: SalesforceDoor
    env: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, command: str, *args: str | Path, **env: str) -> Told:
        """Runs ``sf COMMAND ARGS --json``; ``command`` is split at its spaces, ``args`` are not."""
        words = [*command.split(), *args, "--json"]
        done = self.node.run("--no-deprecation", _PROGRAM, *words, cwd=self.project, env={**self.env, **env})
        assert done.stdout, done.stderr
        return Told(done.returncode, json.loads(done.stdout))

    def write(self, name: str, text: str) -> Path:
        """Writes a file of the project; gives its path."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def salesforce_cli(folder: Path, *, tls: bool = False) -> Iterator[tuple[SalesforceCli, Told]]:
    """``sf`` signed in by access token, and what it told then; over TLS it trusts the org's own authority alone."""
    require_clients()
    with embedded_salesforce() as door:
        node = Node(folder / "home")
        node.home.mkdir()
        env = {"SF_TARGET_ORG": "embedded", **({"NODE_EXTRA_CA_CERTS": door.ca_file} if tls else {})}
        sf = SalesforceCli(node, folder / "project", door, env)
        sf.write("sfdx-project.json", json.dumps(_PROJECT))
        (sf.project / "force-app").mkdir()
        url = door.https_url if tls else door.url
        login = ["--instance-url", url, "--alias", "embedded", "--no-prompt"]
        yield sf, sf("org login access-token", *login, SF_ACCESS_TOKEN=door.access_token)
    assert node.outside_calls == ""
