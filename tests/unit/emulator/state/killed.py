"""A process that deploys to an org on disk and kills itself at a given SQL statement, as ``kill -9`` would."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.unit.emulator.state.fixed import NOON, deployed, package

from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

FIELDS = tuple(f"F{number}__c" for number in range(12))


def main(file: str, dies_at: int) -> None:
    """Prints how many statements the deploy took, if it lived that long."""
    store = Store(Path(file))
    org = SalesforceOrg(store, NOON)
    done = 0

    def count(_statement: str) -> None:
        nonlocal done
        done += 1
        if done == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store._db.set_trace_callback(count)
    deployed(org, package(FIELDS))
    store._db.set_trace_callback(None)
    print(done)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
