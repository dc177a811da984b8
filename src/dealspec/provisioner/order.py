"""Which change comes before which: what a resource requires comes first, else by address. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter

from dealspec.provisioner.changes import Change, Create


def ordered(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes so that everything required stands before what requires it; raises ``ValueError`` on a ring."""
    by_address = {change.address: change for change in sorted(changes, key=lambda change: change.address)}
    sorter = TopologicalSorter(
        {
            address: [need for need in change.wanted.requires if need in by_address]
            for address, change in by_address.items()
        }
    )
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"These require each other: {' -> '.join(error.args[1])}.") from error
    result: list[Change] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        result += [by_address[address] for address in ready]
        sorter.done(*ready)
    return tuple(result)


def selected(changes: Sequence[Change], globs: Iterable[str]) -> tuple[Change, ...]:
    """The changes whose address matches a glob, and the creations that those require; all of them without globs."""
    patterns = tuple(globs)
    if not patterns:
        return tuple(changes)
    missing = {change.address: change for change in changes if isinstance(change, Create)}
    chosen = {change.address for change in changes if matches(change.address, patterns)}
    waiting = [change for change in changes if change.address in chosen]
    while waiting:
        for need in waiting.pop().wanted.requires:
            if need in missing and need not in chosen:
                chosen.add(need)
                waiting.append(missing[need])
    return tuple(change for change in changes if change.address in chosen)


def matches(address: str, globs: Iterable[str]) -> bool:
    """Whether an address matches any of the globs; ``gates.*`` reaches every depth below ``gates``."""
    return any(fnmatchcase(address, pattern) for pattern in globs)
