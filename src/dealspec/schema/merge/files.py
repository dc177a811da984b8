"""Merges a newer blueprint into a user's files. Takes and gives texts; opens no file.

A file that the user never touched becomes the new one as it is. In every other file only the text of what changes is
replaced, and what came out is read again: a file that does not say exactly what was decided is left alone, and its
changes are held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dealspec.core.errors import InvalidInput
from dealspec.schema.load import SourceFile
from dealspec.schema.merge import splice
from dealspec.schema.merge.expected import edited, plain
from dealspec.schema.merge.three_way import YOU_REMOVED, Edit, EditKind, Held, decide
from dealspec.schema.merge.tree import Branch, Path, Shape, Spot, tree

LAYOUT = "its place in the file is written in a way that cannot be changed safely"
YOUR_WORDS = "it would take a comment of yours with it"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """What came out: the files that change (None: goes away), what was done, and what is held for a person."""

    changed: Mapping[str, str | None]
    edits: tuple[Edit, ...]
    held: tuple[Held, ...]


def merge_files(base: Texts, theirs: Texts, new: Texts) -> Merge:
    """The three-way merge of schema files by name; raises ``InvalidInput`` for files that are not YAML.

    ``base`` is the blueprint as the user got it, ``theirs`` the files now, ``new`` the blueprint as it is now.
    """
    return _Merging(_unix(base), _unix(theirs), _unix(new)).result()


def _unix(texts: Texts) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n") for name, text in texts.items()}


@dataclass(frozen=True, slots=True)
class _Target:
    """Where an edit takes place: the file, and the spot of the key or of the mapping that gets it."""

    file: str
    spot: Spot | None
    edit: Edit


class _Merging:
    """One merge: the three versions as texts and as trees."""

    def __init__(self, base: dict[str, str], theirs: dict[str, str], new: dict[str, str]) -> None:
        self.texts = {"base": base, "theirs": theirs, "new": new}
        self.base, self.theirs, self.new = (_tree(texts) for texts in (base, theirs, new))
        self.held: list[Held] = []
        self.edits: list[Edit] = []

    def result(self) -> Merge:
        decided = decide(self.base, self.theirs, self.new)
        gone = self._removed_files()
        self.held = [
            *(Held((name,), None, None, None, YOU_REMOVED) for name in sorted(gone) if self._is_newer(name)),
            *(held for held in decided.held if not _within(held.new or held.base, gone)),
        ]
        waiting = [edit for edit in decided.edits if not _within(edit.new or edit.theirs, gone)]
        changed = self._whole_files(gone)
        done = [edit for edit in waiting if self._is_done(edit, changed)]
        self.edits += done
        by_file: dict[str, list[_Target]] = {}
        for edit in waiting:
            if edit not in done:
                for target in self._targets(edit):
                    by_file.setdefault(target.file, []).append(target)
        for name, targets in sorted(by_file.items()):
            changed |= self._spliced(name, targets)
        return Merge(changed, tuple(self.edits), tuple(self._with_words(held) for held in self.held))

    # -- Whole files --------------------------------------------------------------------------------------------------

    def _removed_files(self) -> frozenset[str]:
        """Files that the user took out with all they held; one that was only renamed is not among them."""
        base, theirs = self.texts["base"], self.texts["theirs"]
        return frozenset(
            name for name in base if name not in theirs and not any(self.theirs.at(path) for path in _paths(base, name))
        )

    def _is_newer(self, name: str) -> bool:
        return self.texts["new"].get(name, self.texts["base"][name]) != self.texts["base"][name]

    def _whole_files(self, gone: Collection[str]) -> dict[str, str | None]:
        base, theirs, new = (self.texts[name] for name in ("base", "theirs", "new"))
        changed: dict[str, str | None] = {}
        for name in sorted({*base, *new} - set(gone)):
            untouched = theirs.get(name) == base.get(name)
            if untouched and new.get(name) != base.get(name) and self._stands_alone(name):
                changed[name] = new.get(name)
        return changed

    def _stands_alone(self, name: str) -> bool:
        """Whether no key of the file came from, went to, or also stands in another one."""
        base, new = self.texts["base"], self.texts["new"]
        old, fresh = set(_paths(base, name)), set(_paths(new, name))
        came, went = fresh - old, old - fresh
        return not any(self.base.at(path) or self.theirs.at(path) for path in came) and not any(
            self.new.at(path) for path in went
        )

    def _is_done(self, edit: Edit, changed: Mapping[str, str | None]) -> bool:
        spots = edit.theirs.spots if edit.theirs else edit.new.spots if edit.new else ()
        return all(spot.file in changed for spot in spots)

    # -- Parts of files -----------------------------------------------------------------------------------------------

    def _targets(self, edit: Edit) -> list[_Target]:
        if edit.theirs is not None:
            return [_Target(spot.file, spot, edit) for spot in edit.theirs.spots]
        assert edit.new is not None
        wanted = edit.new.spots[0].file
        holder = self.theirs.at(edit.path[:-1])
        spots = [spot for spot in holder.spots if spot.value.value] if holder else []
        chosen = next((spot for spot in spots if spot.file == wanted), None)
        if chosen is None and holder is not None and len(edit.path) > 1:
            near = [
                spot.parent for name in edit.after if name in holder.children for spot in holder.children[name].spots
            ]
            chosen = next((spot for parent in near for spot in spots if spot.value is parent), None)
            chosen = chosen or (spots[0] if spots else None)
        return [_Target(chosen.file if chosen else wanted, chosen, edit)]

    def _spliced(self, name: str, targets: Sequence[_Target]) -> dict[str, str | None]:
        """The file with these edits in it, or nothing when it is better left alone."""
        targets = [target for target in targets if not self._loses_words(target)]
        if not targets:
            return {}
        before = self.texts["theirs"].get(name, "")
        try:
            after = splice.apply(before, self._cuts(name, before, targets))
            done = bool(plain(_tree({name: after})) == edited(plain(_tree({name: before})), targets))
        except (splice.Unwritable, KeyError, InvalidInput):
            done = False
        if not done:
            self.held += [self._held_edit(target.edit, LAYOUT) for target in targets]
            return {}
        self.edits += [target.edit for target in targets]
        return {name: after if after.strip() else None}

    def _cuts(self, name: str, text: str, targets: Sequence[_Target]) -> list[splice.Cut]:
        new = self.texts["new"]
        cuts = [splice.removed(spot, text) for spot in self._removals(targets)]
        for target in targets:
            edit = target.edit
            if edit.kind is EditKind.CHANGE:
                assert target.spot is not None
                cuts.append(splice.changed(edit, target.spot, text, new))
            elif edit.kind is EditKind.ADD and target.spot is None:
                assert edit.new is not None
                origin = edit.new.spots[0]
                cuts.append(splice.appended(edit.path, origin, text, new[origin.file]))
            elif edit.kind is EditKind.ADD:
                holder = self.theirs.at(edit.path[:-1])
                assert holder is not None and target.spot is not None
                cuts.append(splice.added(edit, holder, target.spot, text, new))
        return cuts

    def _removals(self, targets: Sequence[_Target]) -> list[Spot]:
        """What is taken out: where a mapping would be left empty, the mapping itself."""
        spots = [target.spot for target in targets if target.edit.kind is EditKind.REMOVE and target.spot]
        grown = {id(target.spot.value) for target in targets if target.edit.kind is EditKind.ADD and target.spot}
        while True:
            going = {id(spot.value) for spot in spots}
            parents = {id(spot.parent): spot.parent for spot in spots if spot.parent is not None}
            empty = [
                node
                for key, node in parents.items()
                if key not in grown and all(id(_value(item)) in going for item in node.value)
            ]
            if not empty:
                return spots
            for node in empty:
                own = _spot_of(self.theirs, node)
                if own is None or own.key is None:
                    return spots
                spots = [*(spot for spot in spots if spot.parent is not node), own]

    def _loses_words(self, target: _Target) -> bool:
        """Whether a removal, or the replacement of a whole block, would take something with it that the user wrote."""
        edit, spot = target.edit, target.spot
        if edit.kind is EditKind.ADD or spot is None or edit.theirs is None:
            return False
        if edit.kind is EditKind.CHANGE and edit.theirs.shape is Shape.LEAF:
            return False
        old = self.base.at(edit.path)
        before = splice.written(spot, self.texts["theirs"][spot.file])
        same = old is not None and any(
            splice.written(each, self.texts["base"][each.file]) == before for each in old.spots
        )
        if not same and "#" in before:
            self.held.append(self._held_edit(edit, YOUR_WORDS))
            return True
        return False

    def _with_words(self, held: Held) -> Held:
        theirs, new = (self.texts[name] for name in ("theirs", "new"))
        return replace(held, shown_theirs=splice.shown(held.theirs, theirs), shown_new=splice.shown(held.new, new))

    def _held_edit(self, edit: Edit, why: str) -> Held:
        return Held(edit.path, self.base.at(edit.path), edit.theirs, edit.new, why)


def _tree(texts: Texts) -> Branch:
    return tree(SourceFile(name, text) for name, text in texts.items())


def _paths(texts: Texts, name: str) -> list[Path]:
    return list(_tree({name: texts[name]}).leaves()) if name in texts else []


def _within(branch: Branch | None, files: Collection[str]) -> bool:
    return branch is not None and all(spot.file in files for spot in branch.spots)


def _value(item: object) -> object:
    return item[1] if isinstance(item, tuple) else item


def _spot_of(branch: Branch, node: object) -> Spot | None:
    for spot in branch.spots:
        if spot.value is node:
            return spot
    for child in branch.children.values():
        if found := _spot_of(child, node):
            return found
    return None
