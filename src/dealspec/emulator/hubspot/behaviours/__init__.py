"""What the embedded HubSpot portal does, with labels. A new behaviour or route is one line in one of these tables."""

from __future__ import annotations

from dealspec.emulator.behaviours import Behaviours
from dealspec.emulator.hubspot.behaviours import definitions, portal, records, routes, topics

BEHAVIOURS = Behaviours(
    org="HubSpot portal",
    vendor="HubSpot",
    behaviours=(*portal.BEHAVIOURS, *definitions.BEHAVIOURS, *records.BEHAVIOURS),
    routes=routes.ROUTES,
    topics=topics.TOPICS,
)
