"""Makes a clean population: the same one for the same number of deals, seed and moment."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from dealspec.commands.demo.seeder import evidence, words
from dealspec.commands.demo.seeder.deals import Account, AccountRef, Calendar, Contact, Deal, Place, Population, Value

_MOTIONS = {"reseller": 30, "referral": 25, "direct": 30, "marketplace": 5, "services": 5, "tech": 5}
"""Of a hundred deals."""

_STAGES = {
    "reseller": {
        "deal_registration": 16,
        "qualification": 18,
        "configure_quote": 24,
        "transact": 14,
        "launch_enable": 14,
        "closed_lost": 14,
    },
    "referral": {
        "intro_logged": 14,
        "validate": 18,
        "prove_value": 20,
        "commercials": 18,
        "closed_credit": 16,
        "closed_lost": 14,
    },
}
_STANDARD = {"prospecting": 24, "proposal": 22, "negotiation": 14, "won": 22, "lost": 18}
"""Of a hundred deals of a motion; without a pipeline of ours they stand in the CRM's own stages."""

_WON = frozenset(("transact", "launch_enable", "closed_credit", "won"))
_LOST = frozenset(("closed_lost", "lost"))
_ROLES = ("bdr", "ae", "se", "cs")


def clean(records: int, rng: Random, calendar: Calendar) -> Population:
    """A population in which no deal breaks a rule. Open deals of different partners never share an account."""
    partners = [_partner(number, rng, calendar) for number in range(max(6, records // 60))]
    contacts = [Contact(number, AccountRef(number % len(partners))) for number in range(2 * len(partners))]
    customers: list[Account] = []
    deals = []
    for number, (motion, place) in enumerate(_places(records, rng)):
        draft = _draft(number, motion, place, len(partners), calendar, rng)
        exclusive = place.outcome == "open" and draft.partner is not None
        account = _account(customers, len(partners), rng, exclusive=exclusive)
        company = customers[account.number - len(partners)].name
        values: dict[str, Value] = {
            "name": f"{company}: {words.project(rng.randrange(100))}",
            "account": account,
            "partner_motion": motion,
            **evidence.everyday(draft),
            **_evidence(draft, motion),
        }
        contact = _contact(draft, len(partners), rng)
        deals.append(Deal(number, motion, place, values, contact))
    return Population((*partners, *customers), tuple(contacts), tuple(deals))


def _places(records: int, rng: Random) -> list[tuple[str, Place]]:
    """A motion and a stage per deal, in exact shares, so that small populations have every kind as well."""
    places: list[tuple[str, Place]] = []
    motions = _shares(_MOTIONS, records)
    for motion in _MOTIONS:
        stages = _STAGES.get(motion, _STANDARD)
        places += [(motion, _place(motion, stage)) for stage in _shares(stages, motions.count(motion))]
    rng.shuffle(places)
    return places


def _shares(weights: Mapping[str, int], count: int) -> list[str]:
    """``count`` names in the proportion of their weights, in order."""
    slots = [name for name, weight in weights.items() for _ in range(weight)]
    return [slots[(2 * number + 1) * len(slots) // (2 * count)] for number in range(count)]


def _draft(number: int, motion: str, place: Place, partners: int, calendar: Calendar, rng: Random) -> evidence.Draft:
    begin, end = evidence.timeline(place, calendar, rng)
    partner = None if motion == "direct" else AccountRef(rng.randrange(partners))
    path = evidence.PATHS.get(motion, ())
    depth = path.index(place.stage) if place.stage in path else rng.randrange(4)
    return evidence.Draft(number, place, depth, begin, end, partner, calendar, rng)


def _place(motion: str, stage: str) -> Place:
    outcome = "lost" if stage in _LOST else "won" if stage in _WON else "open"
    return Place(motion if motion in _STAGES else None, stage, outcome)


def _evidence(draft: evidence.Draft, motion: str) -> evidence.Values:
    match motion:
        case "reseller":
            return evidence.reseller(draft)
        case "referral":
            return evidence.referral(draft)
        case _:
            return evidence.elsewhere(draft, motion)


def _contact(draft: evidence.Draft, partners: int, rng: Random) -> tuple[int, str] | None:
    """One of the partner's two contacts, on every second deal."""
    if draft.partner is None or draft.number % 2:
        return None
    return draft.partner.number + partners * rng.randrange(2), rng.choice(_ROLES)


def _account(customers: list[Account], partners: int, rng: Random, *, exclusive: bool) -> AccountRef:
    """A customer, new or known; an ``exclusive`` deal gets a new one. A known one may have any other deals."""
    if exclusive or not customers or rng.random() < 0.6:
        name = words.customer(len(customers))
        values: dict[str, Value] = {
            "region": rng.choice(("north_america", "latin_america", "emea", "apac")),
            "segment": rng.choice(("enterprise", "mid_market", "small_business", "public_sector")),
            "named_account": rng.random() < 0.2,
        }
        customers.append(Account(name, _domain(name), values))
        return AccountRef(partners + len(customers) - 1)
    return AccountRef(partners + rng.randrange(len(customers)))


def _partner(number: int, rng: Random, calendar: Calendar) -> Account:
    name = words.partner(number)
    values: dict[str, Value] = {
        "partner_tier": rng.choice(("registered", "silver", "gold", "platinum")),
        "certification_status": "certified",
        "certification_expiry": calendar.day(rng.randint(60, 500)),
        "region": rng.choice(("north_america", "latin_america", "emea", "apac")),
        "exclusivity": "none",
    }
    return Account(name, _domain(name), values)


def _domain(name: str) -> str:
    return f"{name.lower().replace(' ', '-')}.example"
