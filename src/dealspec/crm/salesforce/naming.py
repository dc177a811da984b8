"""Logical names for what an org calls its own way: the inverse of the naming rule, and a note wherever it fails. Pure.

Nothing is guessed silently: a name that the rule does not lead back to keeps its API name as an override, and one that
is taken already gets a number and a note.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce.names import CUSTOM, capitalised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

WORDS = frozenset(
    ("and", "or", "not", "is", "in", "between", "null", "true", "false", "date", "matches", "has", "blank")
)
"""Words of the condition language, which no field may be called."""
_BY_RULE = re.compile(r"[A-Z][a-z0-9]*(?:_[A-Z0-9][a-z0-9]*)*__c")
"""Names as the naming rule makes them, which most are."""
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_SUFFIX = re.compile(r"__(?:c|pc|gvs|mdt|e|x|b)$")


@dataclass(slots=True)
class Register:
    """Logical names of one kind of thing by API name; ``taken`` are those that are gone already."""

    kind: str
    taken: Collection[str] = ()
    ending: str = CUSTOM
    names: dict[str, str] = field(default_factory=dict)
    notes: list[Gap] = field(default_factory=list)
    _by_rule: set[str] = field(default_factory=set)
    """The API names that the naming rule makes of the names given here."""

    def add(self, api_names: Iterable[str]) -> None:
        """Names them all; those that the rule leads back to come first, so that a clash renames the other."""
        wishes = {name: logical(name) for name in set(api_names) - self.names.keys()}
        self._by_rule.update(name for name, wish in wishes.items() if self._leads_back(name, wish))
        used = {*self.taken, *self.names.values()}
        for api_name in sorted(wishes, key=lambda name: (name not in self._by_rule, name)):
            wish = wishes[api_name]
            name, number = wish, 2
            while name in used:
                name, number = f"{wish}_{number}", number + 1
            used.add(name)
            self.names[api_name] = name
            if name != wish:
                self._by_rule.discard(api_name)
                why = f"{api_name} is called {name} here, since {wish} means something else."
                self.notes.append(Gap(f"{self.kind}.{name}", why, "Rename it in the files if another name says more."))

    def of(self, api_name: str) -> str:
        """The logical name, or the API name of a thing that has none."""
        return self.names.get(api_name, api_name)

    def override(self, api_name: str) -> str | None:
        """The API name where the naming rule does not lead back to it."""
        return None if api_name in self._by_rule else api_name

    def _leads_back(self, api_name: str, wish: str) -> bool:
        usual = self.ending == CUSTOM and _BY_RULE.fullmatch(api_name) is not None
        return usual or capitalised(wish) + self.ending == api_name


def logical(api_name: str) -> str:
    """``Partner_Motion__c`` as ``partner_motion``, ``OpportunityStage`` as ``opportunity_stage``."""
    if _BY_RULE.fullmatch(api_name):
        return api_name.removesuffix(CUSTOM).lower()
    stem = _SUFFIX.sub("", api_name)
    words = _NEW_WORD.sub("_", stem)
    name = _BETWEEN_WORDS.sub("_", words.lower()).strip("_")
    return name if name[:1].isalpha() else f"x_{name}"


def object_register() -> Register:
    """Names of objects, with those that every schema has."""
    known = {item.salesforce: item.name for item in BUILT_IN_OBJECTS.values()}
    return Register("objects", names=known)


def field_register(obj: str) -> Register:
    """Names of an object's fields: neither a built-in field's nor a word of the language."""
    built_in = BUILT_IN_OBJECTS.get(obj)
    known = {item.salesforce: item.name for item in built_in.fields.values()} if built_in else {}
    return Register(f"fields.{obj}", WORDS, names=known)
