"""The faults that legacy data has, and what an audit owes for each. Kept by hand: no rule is read, nothing evaluated.

A gate judges every deal at its stage or later, so what is missing at the entry of an early stage is still missing at a
late one; lost deals are exempt. A condition with a blank field does not hold. A deal gets one fault at most, and
``owes`` is everything that breaks by it, overlaps included. A deal whose motion names a pipeline in which it does not
stand breaks that pipeline's ``membership`` and no other gate, since it is at none of its stages.

Who changes a gate or a rule of the shipped blueprint changes this table.
"""

from __future__ import annotations

from dealspec.commands.demo.seeder import engagement_faults, motion_faults, reseller_faults
from dealspec.commands.demo.seeder.fault import AccountFault, Fault, owed

FAULTS: tuple[Fault, ...] = (*reseller_faults.FAULTS, *motion_faults.FAULTS, *engagement_faults.FAULTS)
"""Every fault that the seeder plants on deals."""

ACCOUNT_FAULTS = (
    AccountFault(
        "certification expired",
        lambda account, calendar, rng: {"certification_expiry": calendar.day(-rng.randint(3, 90))},
        owed("certification_expired"),
    ),
    AccountFault(
        "certification without an end",
        lambda account, calendar, rng: {"certification_expiry": None},
        owed("certification_expired"),
    ),
)
"""Every fault that the seeder plants on partners' accounts."""
