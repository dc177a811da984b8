"""Decides what of a newer blueprint goes into the user's files, by base, theirs and new. Pure; writes nothing.

What only the blueprint changed is taken, what only the user changed stays, and where both changed the same thing the
user's version stays and the change is held: a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dealspec.schema.merge.tree import Branch, Path, Shape

BOTH_CHANGED = "you and the blueprint changed it"
BOTH_ADDED = "you and the blueprint added it"
YOU_REMOVED = "you removed it, and the blueprint changed it"
BLUEPRINT_REMOVED = "the blueprint removed it, and you changed it"
ALIAS = "it is written as an alias or with an anchor"


class EditKind(StrEnum):
    """What happens to the user's files."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that only the blueprint changed; an addition follows its siblings ``after``, the nearest first."""

    kind: EditKind
    path: Path
    theirs: Branch | None
    new: Branch | None
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a person must decide: each side's version (None: not there), why, and both as they are written."""

    path: Path
    base: Branch | None
    theirs: Branch | None
    new: Branch | None
    why: str
    shown_theirs: str = ""
    shown_new: str = ""


@dataclass(slots=True)
class Decisions:
    """What was decided."""

    edits: list[Edit] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)


def decide(base: Branch, theirs: Branch, new: Branch) -> Decisions:
    """Every edit and everything held, in the order of the new blueprint."""
    found = Decisions()
    _children((), base, theirs, new, found)
    return found


def _merge(
    path: Path, base: Branch | None, theirs: Branch | None, new: Branch | None, after: tuple[str, ...], to: Decisions
) -> None:
    if _same(base, new) or _same(theirs, new):
        return
    if theirs and new and _can_descend(base, theirs, new):
        _children(path, base, theirs, new, to)
    elif not _same(theirs, base):
        to.held.append(Held(path, base, theirs, new, _why(base, theirs, new)))
    elif theirs and theirs.shared:
        to.held.append(Held(path, base, theirs, new, ALIAS))
    elif new is None:
        to.edits.append(Edit(EditKind.REMOVE, path, theirs, None))
    else:
        kind = EditKind.CHANGE if theirs else EditKind.ADD
        to.edits.append(Edit(kind, path, theirs, new, after))


def _children(path: Path, base: Branch | None, theirs: Branch, new: Branch, to: Decisions) -> None:
    known = base.children if base else {}
    names = list(new.children)
    for number, name in enumerate(names):
        before = tuple(reversed(names[:number]))
        _merge((*path, name), known.get(name), theirs.children.get(name), new.children[name], before, to)
    for name in known:
        if name not in new.children:
            _merge((*path, name), known[name], theirs.children.get(name), None, (), to)


def _same(one: Branch | None, other: Branch | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape is other.shape and bool(one.content == other.content)


def _can_descend(base: Branch | None, theirs: Branch, new: Branch) -> bool:
    """Whether the two can be merged key by key; a list only while the blueprint leaves its order alone."""
    shape = new.shape
    if theirs.shape is not shape or (base and base.shape is not shape) or theirs.shared:
        return False
    if shape is Shape.MAP:
        return True
    return shape is Shape.LIST and base is not None and _keeps_order(list(base.children), list(new.children))


def _keeps_order(old: Sequence[str], new: Sequence[str]) -> bool:
    return [name for name in old if name in new] == [name for name in new if name in old]


def _why(base: Branch | None, theirs: Branch | None, new: Branch | None) -> str:
    if theirs is None:
        return YOU_REMOVED
    if new is None:
        return BLUEPRINT_REMOVED
    return BOTH_CHANGED if base else BOTH_ADDED
