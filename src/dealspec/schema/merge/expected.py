"""What a file must say after its edits, worked out on plain values: the check on what was cut and pasted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from dealspec.schema.merge.three_way import Edit, EditKind
from dealspec.schema.merge.tree import Branch, Shape

Plain = Any
"""A ``dict``; of a list with names a ``list`` of ``[name, value]``; or a leaf's own content."""


class Targeted(Protocol):
    """An edit that found its place."""

    @property
    def edit(self) -> Edit:
        """What is to be done."""
        ...


def plain(branch: Branch) -> Plain:
    """A branch's values in a form that can be edited."""
    if branch.shape is Shape.MAP:
        return {name: plain(child) for name, child in branch.children.items()}
    if branch.shape is Shape.LIST:
        return [[name, plain(child)] for name, child in branch.children.items()]
    return branch.content


def edited(values: Plain, targets: Sequence[Targeted]) -> Plain:
    """The values with every edit made; raises ``KeyError`` where one has no place."""
    for target in targets:
        edit = target.edit
        if edit.kind is EditKind.ADD:
            _add(values, edit)
        else:
            _set(values, edit)
    for target in targets:
        if target.edit.kind is EditKind.REMOVE:
            _remove(values, target.edit.path)
    return values


def _add(values: Plain, edit: Edit) -> None:
    assert edit.new is not None
    *outer, name = edit.path
    holder = values
    for step in outer:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else _item(holder, step)[1]
    if isinstance(holder, dict):
        holder[name] = plain(edit.new)
        return
    names = [item[0] for item in holder]
    place = next((names.index(each) + 1 for each in edit.after if each in names), 0)
    holder.insert(place, [name, plain(edit.new)])


def _set(values: Plain, edit: Edit) -> None:
    if edit.new is None:
        return
    holder = _down(values, edit.path[:-1])
    if isinstance(holder, dict):
        holder[edit.path[-1]] = plain(edit.new)
    else:
        _item(holder, edit.path[-1])[1] = plain(edit.new)


def _remove(values: Plain, path: Sequence[str]) -> None:
    """Takes a key out, and every mapping that is left without one."""
    for length in range(len(path), 0, -1):
        holder, name = _down(values, path[: length - 1]), path[length - 1]
        if isinstance(holder, dict):
            del holder[name]
        else:
            holder.remove(_item(holder, name))
        if holder:
            return


def _down(values: Plain, path: Sequence[str]) -> Plain:
    for step in path:
        values = values[step] if isinstance(values, dict) else _item(values, step)[1]
    return values


def _item(items: list[list[Plain]], name: str) -> list[Plain]:
    for item in items:
        if item[0] == name:
            return item
    raise KeyError(name)
