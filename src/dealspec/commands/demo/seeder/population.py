"""Makes a clean population: the same one for the same number of deals, seed and moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from dealspec.commands.demo.seeder import evidence, words
from dealspec.commands.demo.seeder.deals import Account, AccountRef, Calendar, Contact, Deal, Place, Population, Value
from dealspec.commands.demo.seeder.fault import PARTNERS

_MOTIONS = {"reseller": 30, "referral": 20, "direct": 20, "marketplace": 10, "services": 10, "tech": 10}
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
    "marketplace": {
        "listing_ready": 14,
        "private_offer": 20,
        "procurement": 20,
        "close_disburse": 16,
        "adopt_expand": 16,
        "closed_lost": 14,
    },
    "services": {
        "solution_design": 14,
        "proof_workshop": 20,
        "commercials": 20,
        "delivery": 16,
        "handoff": 16,
        "closed_lost": 14,
    },
    "tech": {
        "integration_fit": 14,
        "field_readiness": 18,
        "pipeline_activation": 20,
        "validation": 18,
        "commercials_close": 16,
        "closed_lost": 14,
    },
}
_STANDARD = {"prospecting": 24, "proposal": 22, "negotiation": 14, "won": 22, "lost": 18}
"""Of a hundred deals of a motion; direct deals have no pipeline of ours and stand in the CRM's own stages."""

_WON = {
    "reseller": ("transact", "launch_enable"),
    "referral": ("closed_credit",),
    "marketplace": ("close_disburse", "adopt_expand"),
    "services": ("delivery", "handoff"),
    "tech": ("commercials_close",),
    "direct": ("won",),
}
_LOST = frozenset(("closed_lost", "lost"))
_ROLES = ("bdr", "ae", "se", "cs")


_EVIDENCE: Mapping[str, Callable[[evidence.Draft], evidence.Values]] = {
    "reseller": evidence.reseller,
    "referral": evidence.referral,
    "marketplace": evidence.marketplace,
    "services": evidence.services,
    "tech": evidence.tech,
    "direct": lambda draft: {},
}


def clean(records: int, rng: Random, calendar: Calendar) -> Population:
    """A population in which no record breaks a rule. Two open deals never share an account."""
    active = max(PARTNERS, records // 60)
    idle = max(1, active // 10) + 1
    partners = [_partner(number, rng, calendar) for number in range(active + idle)]
    partners[-1] = partners[-1].changed({"certification_status": "in_progress", "certification_expiry": None})
    contacts = [Contact(number, AccountRef(number % active)) for number in range(2 * active)]
    customers: list[Account] = []
    deals = []
    for number, (motion, place) in enumerate(_places(records, rng)):
        draft = _draft(number, motion, place, active, calendar, rng)
        account = _account(customers, len(partners), rng, exclusive=place.outcome == "open")
        company = customers[account.number - len(partners)].name
        values: dict[str, Value] = {
            "name": f"{company}: {words.project(rng.randrange(100))}",
            "account": account,
            "partner_motion": motion,
            **evidence.everyday(draft),
            **_EVIDENCE[motion](draft),
        }
        contact = _contact(draft, active, rng)
        deals.append(Deal(number, motion, place, values, contact))
    return Population((*partners, *customers), tuple(contacts), tuple(deals), len(partners), idle)


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
    return evidence.Draft(number, motion, place, depth, begin, end, partner, calendar, rng)


def _place(motion: str, stage: str) -> Place:
    outcome = "lost" if stage in _LOST else "won" if stage in _WON[motion] else "open"
    return Place(motion if motion in _STAGES else None, stage, outcome)


def _contact(draft: evidence.Draft, partners: int, rng: Random) -> tuple[int, str] | None:
    """One of the partner's two contacts; nobody keeps them on deals that are lost."""
    if draft.partner is None or draft.place.outcome == "lost":
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
