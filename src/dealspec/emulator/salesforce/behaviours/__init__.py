"""What the embedded Salesforce org does, with labels. A new behaviour or route is one line in one of these tables."""

from __future__ import annotations

from dealspec.emulator.behaviours import Behaviours
from dealspec.emulator.salesforce.behaviours import formulas, jobs, metadata, records, routes, topics, wire

BEHAVIOURS = Behaviours(
    org="Salesforce org",
    vendor="Salesforce",
    behaviours=(*wire.BEHAVIOURS, *metadata.BEHAVIOURS, *records.BEHAVIOURS, *jobs.BEHAVIOURS, *formulas.BEHAVIOURS),
    routes=routes.ROUTES,
    topics=topics.TOPICS,
)
