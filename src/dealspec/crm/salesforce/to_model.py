"""An org's components as the declared model. Pure: the same for a live org and for a folder of its files.

What is taken plans empty against the org it came from; what is not is a gap that says why. Nothing is dropped in
silence and no name is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import duplicate_model, layouts, names, part_model
from dealspec.crm.salesforce.capabilities import STANDARD_VALUE_SETS
from dealspec.crm.salesforce.field_elements import global_value_set
from dealspec.crm.salesforce.field_model import Words, field_of, standard_field_of
from dealspec.crm.salesforce.granted import Granted
from dealspec.crm.salesforce.markup import Element, optional, text_of
from dealspec.crm.salesforce.naming import Register, field_register, logical, object_register
from dealspec.crm.salesforce.snapshot import CHILDREN, Snapshot
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.provisioner.resource import Json
from dealspec.schema.duplicates import DuplicateRule, MatchingRule
from dealspec.schema.model import Field, Object, RecordType, SalesforceObject, Schema, ValidationRule, ValueSet
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

OURS = "Dealspec_"
"""What the names of the validation rules that gates make begin with."""
_ASK_MANAGED = "Ask for what packages brought: --managed"
_ASK_VENDOR = "Ask for what the vendor defines: --vendor-defined"

Parts = Mapping[str, Element]


def schema_of(live: Snapshot, selection: Selection | None = None) -> Pulled:
    """Everything selected of an org's components as a schema, and what was left out and why.

    ``live`` holds ``CustomObject``, their parts (``CustomField``, ``ValidationRule``, ``RecordType``,
    ``BusinessProcess``, all by ``Object.Name``), ``StandardValueSet``, ``GlobalValueSet``, and of ``PermissionSet``
    ours, to know which fields they grant; ``MatchingRule``, ``DuplicateRule`` and ``Layout`` where there are any. An
    object may be there through its parts alone.
    """
    return _Reading(live, selection or Selection(), Granted.of(live)).run()


def selected(api_names: Iterable[str], selection: Selection) -> tuple[str, ...]:
    """The objects that a selection takes, by API name: those asked for, else our standard ones and all custom ones."""
    found = sorted(set(api_names))
    if selection.objects:
        return tuple(name for name in found if _is_asked(name, selection.objects))
    own = (name for name in found if name in _STANDARD or name.endswith(names.CUSTOM))
    return tuple(name for name in own if selection.managed or not names.is_managed(name))


def _is_asked(api_name: str, asked: Iterable[str]) -> bool:
    """Whether an object's API name, our name of it, or its name in words of ours matches a glob."""
    known = {item.salesforce: name for name, item in BUILT_IN_OBJECTS.items()}
    spellings = (api_name, logical(api_name), known.get(api_name, api_name))
    return any(fnmatchcase(spelling, glob) for spelling in spellings for glob in asked)


_STANDARD = {item.salesforce: item for item in BUILT_IN_OBJECTS.values()}


@dataclass(slots=True)
class _Reading:
    """One reading: names first, since everything refers to everything, then each thing by itself."""

    live: Snapshot
    selection: Selection
    granted: Granted
    parts: dict[str, dict[str, dict[str, Element]]] = field(default_factory=dict)
    objects: Register = field(default_factory=object_register)
    fields: dict[str, Register] = field(default_factory=dict)
    sets: Register = field(default_factory=lambda: Register("value_sets", ending=""))
    gaps: list[Gap] = field(default_factory=list)
    unasked: list[Gap] = field(default_factory=list)

    def run(self) -> Pulled:
        self.parts = _parts(self.live)
        known = {name for kind, name in self.live.components if kind == "CustomObject"}
        known |= {name for by_object in self.parts.values() for name in by_object}
        taken = selected(known, self.selection)
        self._unselected(known - set(taken))
        chosen = {api_name: self._chosen(api_name) for api_name in taken}
        self._name(chosen)
        objects = {obj.name: obj for obj in (self._object(api_name, chosen[api_name]) for api_name in taken)}
        objects |= {obj.name: obj for obj in self._referred_to(objects)}
        sets = {item.name: item for item in self._value_sets(taken, objects.values())}
        notes = [note for register in (self.objects, self.sets, *self.fields.values()) for note in register.notes]
        schema = Schema(objects=_ordered(objects), value_sets=sets)
        return Pulled(schema, tuple(sorted(set(self.gaps))), tuple(sorted(notes)), tuple(sorted(set(self.unasked))))

    def _chosen(self, object_api: str) -> dict[str, Element]:
        """The custom fields to take, those of installed packages only where they are asked for."""
        own: dict[str, Element] = {}
        managed: list[str] = []
        for name, element in self.parts["CustomField"].get(object_api, {}).items():
            if names.is_managed(name) and not self.selection.managed:
                managed.append(name)
            elif name.endswith(names.CUSTOM):
                own[name] = element
            elif "__" in name:
                self._gap(f"fields.{object_api}.{name}", "It mirrors a field of another object.", "Take it from there.")
        self._managed(f"objects.{object_api}", "fields", managed)
        return own

    def _name(self, chosen: Mapping[str, Parts]) -> None:
        self.objects.add(chosen)
        for item in BUILT_IN_OBJECTS.values():
            self.fields[item.salesforce] = field_register(item.name)
        referred: set[str] = set()
        for object_api, elements in chosen.items():
            self.fields.setdefault(object_api, field_register(self.objects.of(object_api))).add(elements)
            for element in elements.values():
                child = text_of(element, "summaryForeignKey").partition(".")[0]
                referred |= {name for name in (text_of(element, "referenceTo"), child) if name}
        self.objects.add(referred)
        self.sets.add(name for kind, name in self.live.components if kind in ("StandardValueSet", "GlobalValueSet"))

    def _object(self, api_name: str, chosen: Parts) -> Object:
        name, element = self.objects.of(api_name), self.live.get("CustomObject", api_name)
        fields = {item.name: item for item in (*self._fields(api_name, chosen), *self._standard_fields(api_name))}
        is_detail = any(text_of(item, "type") == "MasterDetail" for item in chosen.values())
        if element is not None and names.is_made(api_name):
            obj = part_model.object_of(name, self.objects.override(api_name), element, is_detail=is_detail)
        else:
            native = self._settings(name, element)
            obj = Object(name, salesforce=SalesforceObject(name=self._override(api_name), native=native))
        if names.is_made(api_name) and api_name not in self.granted.own_objects:
            obj = replace(obj, salesforce=replace(obj.salesforce, granted=False))
        if element is not None:
            self.unasked += part_model.other_parts(f"objects.{name}", element)
        for word, section in self._sections(api_name, fields):
            fields[word] = replace(fields[word], section=section)
        record_types = {item.name: item for item in self._record_types(api_name)}
        rules = {item.name: item for item in self._rules(api_name)}
        matching, duplicates = self._rules_on_duplicates(api_name)
        return replace(
            obj,
            fields=fields,
            record_types=record_types,
            validation_rules=rules,
            matching_rules=matching,
            duplicate_rules=duplicates,
        )

    def _fields(self, object_api: str, chosen: Parts) -> Iterator[Field]:
        obj, register = self.objects.of(object_api), self.fields[object_api]
        words = Words(self.objects.of, self._field_word, self.sets.of, self.granted)
        for api_name, element in chosen.items():
            name = register.of(api_name)
            address = f"fields.{obj}.{name}"
            shared = global_value_set(element)
            if not self._wants(address):
                continue
            if shared and self.live.get("GlobalValueSet", shared) is None:
                self._gap(address, f"Its values are the global value set {shared}, which is not there.", "Add the set.")
            elif not text_of(element, "label").strip() or not text_of(element, "type"):
                self._gap(address, f"{object_api}.{api_name} has no label or no type.", "Mend the definition.")
            else:
                try:
                    found = field_of(obj, name, f"{object_api}.{api_name}", register.override(api_name), element, words)
                except ValueError as error:
                    self._gap(address, f"{object_api}.{api_name} cannot be read: {error}.", "Mend the definition.")
                else:
                    yield found

    def _standard_fields(self, object_api: str) -> Iterator[Field]:
        """Salesforce's own fields, where the org says something of them."""
        obj = self.objects.of(object_api)
        said = {
            name: found
            for name, element in self.parts["CustomField"].get(object_api, {}).items()
            if "__" not in name and (found := standard_field_of(logical(name), name, element)) is not None
        }
        built_in = _STANDARD[object_api].fields.values() if object_api in _STANDARD else ()
        known = {item.salesforce for item in built_in}
        for api_name, found in said.items():
            if self.selection.vendor_defined and api_name not in known and self._wants(f"fields.{obj}.{found.name}"):
                yield found
        missed = sorted(name for name in said if name in known or not self.selection.vendor_defined)
        if missed:
            why = f"What the org says of Salesforce's own fields is left out: {', '.join(missed)}."
            self._aside(f"objects.{obj}.fields", why, _ASK_VENDOR)

    def _settings(self, name: str, element: Element | None) -> dict[str, Json]:
        settings = part_model.settings_of(element) if element is not None else {}
        if not settings or self.selection.vendor_defined:
            return settings
        why = f"The settings of Salesforce's own object are left out: {', '.join(sorted(settings))}."
        self._aside(f"objects.{name}.settings", why, _ASK_VENDOR)
        return {}

    def _record_types(self, object_api: str) -> Iterator[RecordType]:
        obj, found = self.objects.of(object_api), self.parts["RecordType"].get(object_api, {})
        processes = self.parts["BusinessProcess"].get(object_api, {})
        used: set[str] = set()
        for name, element in self._unmanaged(f"record_types.{obj}", "record types", found):
            process = optional(element, "businessProcess")
            used |= {process} if process else set()
            if process and process not in processes:
                why = f"Its business process '{process}' is not there."
                self._gap(f"record_types.{obj}.{name}", why, "Add the process.")
            else:
                yield part_model.record_type_of(
                    object_api,
                    name,
                    element,
                    processes.get(process or ""),
                    lambda api: self._field_word(object_api, api),
                )
        for name, element in processes.items():
            self.gaps += part_model.process_gaps(f"business_processes.{obj}", name, element, used=name in used)

    def _rules(self, object_api: str) -> Iterator[ValidationRule]:
        obj, found = self.objects.of(object_api), self.parts["ValidationRule"].get(object_api, {})
        ours = sorted(name for name in found if name.startswith(OURS))
        if ours:
            self._gap(
                f"validation_rules.{obj}", f"Rules that dealspec made of gates: {', '.join(ours)}.", "Keep the gates."
            )
        others = {name: element for name, element in found.items() if name not in ours}
        for name, element in self._unmanaged(f"validation_rules.{obj}", "validation rules", others):
            yield part_model.rule_of(name, element, self._words_of(object_api))

    def _sections(self, object_api: str, fields: Mapping[str, Field]) -> Iterator[tuple[str, str]]:
        """Where our own layout shows fields; what stands among the first because it must is not said to."""
        layout = self.live.get("Layout", layouts.full_name(object_api, None))
        words = {
            api_name: self._field_word(object_api, api_name)
            for api_name in self.parts["CustomField"].get(object_api, {})
        }
        for word, section in layouts.placed(layout, words):
            if word in fields and not (section == layouts.BASE and layouts.is_base(fields[word])):
                yield word, section

    def _rules_on_duplicates(self, object_api: str) -> tuple[dict[str, MatchingRule], dict[str, DuplicateRule]]:
        obj, found = self.objects.of(object_api), self.parts["DuplicateRule"].get(object_api, {})
        subject = f"duplicate_rules.{obj}"
        standard = sorted(name for name in found if name.startswith(duplicate_model.STANDARD))
        if standard:
            why = f"Salesforce's own rules compare what no API shows: {', '.join(standard)}."
            self._aside(subject, why, "They stay in the org as they are.")
        matching_parts = dict(
            self._unmanaged(f"matching_rules.{obj}", "matching rules", self.parts["MatchingRule"].get(object_api, {}))
        )
        matching = duplicate_model.matching_rules(matching_parts, self._words_of(object_api))
        others = {name: element for name, element in found.items() if name not in standard}
        own = dict(self._unmanaged(subject, "duplicate rules", others))
        rules, gaps = duplicate_model.duplicate_rules(object_api, own, matching)
        for gap in gaps:
            self._gap(f"{subject}.{gap.subject}", gap.why, gap.hint)
        return {rule.name: rule for rule in matching.values()}, {rule.name: rule for rule in rules}

    def _value_sets(self, taken: Iterable[str], objects: Iterable[Object]) -> Iterator[ValueSet]:
        shared = {item.value_set for obj in objects for item in obj.fields.values() if item.value_set}
        usual = {name for api_name in taken for name in STANDARD_VALUE_SETS.get(api_name, ())}
        for (kind, api_name), element in sorted(self.live.components.items(), key=lambda item: item[0]):
            if kind not in ("StandardValueSet", "GlobalValueSet"):
                continue
            name, standard = self.sets.of(api_name), kind == "StandardValueSet"
            is_used = name in shared or (standard and api_name in usual)
            elsewhere = bool(self.selection.objects) or names.is_managed(api_name)
            if (self._wants(f"value_sets.{name}") and (is_used or not elsewhere)) or name in shared:
                override = None if standard else self.sets.override(api_name)
                yield part_model.value_set_of(name, override, element, standard=api_name if standard else None)

    def _referred_to(self, objects: Mapping[str, Object]) -> Iterator[Object]:
        """Objects that fields name and that are not taken themselves: known by name alone."""
        by_name = {name: api_name for api_name, name in self.objects.names.items()}
        for item in (item for obj in objects.values() for item in obj.fields.values()):
            for name in (item.to, item.roll_up.of if item.roll_up else None):
                if name and name not in objects and name not in BUILT_IN_OBJECTS:
                    api_name = by_name[name]
                    granted = False if names.is_made(api_name) else None
                    yield Object(name, salesforce=SalesforceObject(name=self._override(api_name), granted=granted))

    def _unmanaged(self, subject: str, words: str, found: Parts) -> Iterator[tuple[str, Element]]:
        managed = [] if self.selection.managed else sorted(name for name in found if "__" in name)
        self._managed(subject, words, managed)
        for name, element in found.items():
            if name not in managed and self._wants(f"{subject}.{name}"):
                yield name, element

    def _field_word(self, object_api: str, api_name: str) -> str:
        register = self.fields.get(object_api)
        return register.of(api_name) if register else api_name

    def _words_of(self, object_api: str) -> Callable[[str], str]:
        return lambda api_name: self._field_word(object_api, api_name)

    def _override(self, api_name: str) -> str | None:
        return None if api_name in _STANDARD else self.objects.override(api_name)

    def _unselected(self, api_names: Iterable[str]) -> None:
        for name in sorted(api_names) if not self.selection.objects else ():
            managed = names.is_managed(name)
            why = f"{name} is {'of an installed package' if managed else 'an object of Salesforce nobody asked for'}."
            self._aside(f"objects.{name}", why, _ASK_MANAGED if managed else f"Ask for it by its name: --object {name}")

    def _managed(self, subject: str, words: str, api_names: Iterable[str]) -> None:
        if listed := ", ".join(sorted(api_names)):
            self._aside(subject, f"Those {words} are of installed packages: {listed}.", _ASK_MANAGED)

    def _wants(self, address: str) -> bool:
        globs = self.selection.globs
        return not globs or any(fnmatchcase(address, glob) for glob in globs)

    def _gap(self, subject: str, why: str, hint: str = "") -> None:
        self.gaps.append(Gap(subject, why, hint))

    def _aside(self, subject: str, why: str, hint: str) -> None:
        self.unasked.append(Gap(subject, why, hint))


def _parts(live: Snapshot) -> dict[str, dict[str, dict[str, Element]]]:
    """Parts of objects by type, object and name."""
    kinds = (*CHILDREN, "MatchingRule", "DuplicateRule")
    found: dict[str, dict[str, dict[str, Element]]] = {kind: {} for kind in kinds}
    for (kind, full_name), element in live.components.items():
        if kind in found:
            object_api, _, name = full_name.partition(".")
            found[kind].setdefault(object_api, {})[name] = element
    return found


def _ordered(objects: Mapping[str, Object]) -> dict[str, Object]:
    """Our standard objects first, the others by name."""
    order = [*BUILT_IN_OBJECTS, *sorted(objects.keys() - BUILT_IN_OBJECTS.keys())]
    return {name: objects[name] for name in order if name in objects}
