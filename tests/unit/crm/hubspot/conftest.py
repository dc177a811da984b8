from collections.abc import Iterator

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out, pending, served

from dealspec.crm.hubspot.adapter import HubSpotTarget


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A fresh embedded portal."""
    running = served()
    yield running.portal
    running.close()


@pytest.fixture
def target(portal: Portal) -> Iterator[HubSpotTarget]:
    """Our adapter on that portal."""
    adapter = HubSpotTarget(portal.url, portal.token)
    yield adapter
    adapter.close()


@pytest.fixture
def applied(target: HubSpotTarget) -> HubSpotTarget:
    """Our adapter on a portal that holds the schema already."""
    assert carry_out(target, pending(target, a_schema())) == {}
    return target
