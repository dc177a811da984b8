from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import NOW, Client

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store


@pytest.fixture
def org() -> SalesforceOrg:
    """A fresh org whose clock stands still."""
    return SalesforceOrg(Store(), FixedClock(NOW))


@pytest.fixture
def client(org: SalesforceOrg) -> Client:
    """The org's administrator."""
    return Client(org)


@pytest.fixture(scope="module")
def module_org() -> SalesforceOrg:
    """A fresh org that the tests of one file share."""
    return SalesforceOrg(Store(), FixedClock(NOW))
