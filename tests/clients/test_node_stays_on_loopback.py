"""The Node of these tests reaches loopback and nothing else, whatever a client tries."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clients.node_clients import Node, embedded_salesforce, require_clients

ATTEMPTS = {
    "fetch by address": "fetch('http://192.0.2.1/')",
    "fetch by name": "fetch('https://outside.invalid/')",
    "a plain socket": "new Promise((go, stop) => require('node:net').connect(80, '192.0.2.1', go).on('error', stop))",
    "a look-up": "require('node:dns').promises.lookup('outside.invalid')",
    "a look-up, called back": "new Promise((go, stop) => require('node:dns').lookup('outside.invalid', stop))",
}


@pytest.mark.parametrize("code", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_call_to_the_outside_fails_and_is_noted(tmp_path: Path, code: str) -> None:
    require_clients()
    node = Node(tmp_path)

    done = node.run("--eval", f"({code}).then(() => process.exit(7), (error) => console.log(String(error)))")

    assert done.returncode != 7
    assert node.outside_calls.split()[0] in ("192.0.2.1", "outside.invalid")


def test_a_call_to_loopback_is_answered(tmp_path: Path) -> None:
    require_clients()
    node = Node(tmp_path)

    with embedded_salesforce() as door:
        done = node.run("--eval", f"fetch('{door.url}/services/data').then((answer) => console.log(answer.status))")

    assert (done.stdout.strip(), node.outside_calls) == ("200", "")
