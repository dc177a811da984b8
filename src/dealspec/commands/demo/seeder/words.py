"""Names of companies and projects that are nobody's: a colour or material, a place, a trade. Data, no behaviour."""

from __future__ import annotations

_FIRST = (
    "Amber", "Ashen", "Brass", "Bright", "Cedar", "Clear", "Cobalt", "Copper", "Coral", "Crimson", "Dusky", "Ember",
    "Fern", "Flint", "Frost", "Gilded", "Granite", "Hazel", "Indigo", "Ivory", "Jade", "Linen", "Lunar", "Maple",
    "Marble", "Mellow", "Misty", "Moss", "Ochre", "Olive", "Onyx", "Pearl", "Pine", "Quartz", "Russet", "Saffron",
    "Silver", "Slate", "Solar", "Tidal", "Umber", "Velvet", "Violet", "Willow",
)  # fmt: skip
_SECOND = (
    "Basin", "Bay", "Beacon", "Bluff", "Bridge", "Brook", "Canyon", "Cliff", "Coast", "Cove", "Crossing", "Delta",
    "Dune", "Field", "Fjord", "Ford", "Forge", "Gate", "Glade", "Glen", "Grove", "Harbor", "Haven", "Heath", "Hill",
    "Hollow", "Isle", "Lagoon", "Lake", "Landing", "Ledge", "Meadow", "Mesa", "Mill", "Moor", "Orchard", "Pass",
    "Peak", "Plain", "Point", "Prairie", "Quay", "Reef", "Ridge", "Shore", "Spring", "Summit", "Terrace", "Vale",
    "Valley", "Wharf",
)  # fmt: skip
_CUSTOMER = ("Foods", "Freight", "Health", "Labs", "Logistics", "Mills", "Power", "Retail", "Textiles", "Works")
_PARTNER = ("Advisors", "Alliance", "Channel", "Consulting", "Integrators", "Partners", "Resale", "Systems")
_PROJECTS = (
    "analytics rollout", "data platform", "field service", "fraud screening", "inventory planning", "mobile checkout",
    "network upgrade", "order portal", "plant monitoring", "support desk", "warehouse routing", "workplace suite",
)  # fmt: skip


def customer(number: int) -> str:
    """The name of the customer of that number, from 0; no two are alike."""
    return _company(number, _CUSTOMER)


def partner(number: int) -> str:
    """The name of the partner of that number, from 0; no two are alike."""
    return _company(number, _PARTNER)


def project(number: int) -> str:
    """What a deal is about."""
    return _PROJECTS[number % len(_PROJECTS)]


def _company(number: int, trades: tuple[str, ...]) -> str:
    # Stepping by numbers without a common factor walks through all pairs, and neighbours do not look alike.
    pairs = len(_FIRST) * len(_SECOND)
    again, place = divmod(number, pairs)
    spread = place * 1009 % pairs
    first, second = _FIRST[spread % len(_FIRST)], _SECOND[spread // len(_FIRST)]
    name = f"{first} {second} {trades[number % len(trades)]}"
    return f"{name} {again + 1}" if again else name
