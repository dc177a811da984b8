"""What a portal shows as a declared schema that plans empty against it. Pure, and nothing is dropped in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import custom, labels, to_labels, validations
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.logical_names import LogicalNames, is_name
from dealspec.crm.hubspot.properties import DEFAULT_GROUP
from dealspec.crm.hubspot.to_field import to_field, unsaid
from dealspec.crm.hubspot.to_pipelines import to_pipeline
from dealspec.provisioner.order import matches
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.schema.model import Field, Group, HubSpotObject, Object, Pipeline, Schema, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS


@dataclass(frozen=True, slots=True)
class LiveObject:
    """One object as the portal shows it; ``schema`` of a custom one."""

    name: str
    schema: NativeJson | None = None
    properties: Sequence[NativeJson] = ()
    groups: Sequence[NativeJson] = ()
    pipelines: Sequence[NativeJson] = ()
    rules: Mapping[str, Sequence[NativeJson]] = field(default_factory=dict)
    """Validation rules by property."""
    pipeline_rules: Mapping[str, NativeJson] = field(default_factory=dict)
    """Pipeline rules by the pipeline's id."""
    users: Mapping[str, str] = field(default_factory=dict)
    """Emails by user id, where a pipeline rule names users."""
    labels: Mapping[str, tuple[Sequence[NativeJson], Sequence[NativeJson]]] = field(default_factory=dict)
    """Labels by the other object's logical name: as seen from here, and from there."""

    @property
    def usual_group(self) -> str:
        """The group of a field that names none."""
        return custom.usual_group(str(self.schema["name"])) if self.schema else DEFAULT_GROUP


def to_schema(objects: Sequence[LiveObject], selection: Selection, unread: Sequence[Gap] = ()) -> Pulled:
    """The schema of these objects, as far as it is selected."""
    builder = _Builder(selection)
    builder.left_out += unread
    found = {live.name: builder.object(live) for live in objects}
    pipelines = {each.name: each for live in objects for each in builder.pipelines(live)}
    kept = {
        name: obj for name, obj in found.items() if obj.fields or obj.groups or builder.wants(f"objects.{name}", obj)
    }
    left_out, notes = tuple(dict.fromkeys(builder.left_out)), tuple(dict.fromkeys(builder.notes))
    return Pulled(Schema(objects=kept, pipelines=pipelines), left_out, notes)


class _Builder:
    """Builds objects and pipelines, and collects what is left out and what is named otherwise."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.left_out: list[Gap] = []
        self.notes: list[Gap] = []
        self._pipeline_names = LogicalNames()

    def wants(self, address: str, obj: Object | None = None) -> bool:
        """Whether the selection's globs reach an address; a standard object is nothing by itself."""
        if obj is not None and obj.name in BUILT_IN_OBJECTS:
            return False
        return not self.selection.globs or matches(address, self.selection.globs)

    def object(self, live: LiveObject) -> Object:
        """An object with its groups and fields."""
        built_in = BUILT_IN_OBJECTS.get(live.name)
        taken = LogicalNames(built_in.fields if built_in else ())
        fields = {each.name: each for each in self._fields(live, taken)}
        fields |= {each.name: each for each in self._labels(live, taken)}
        groups = {each.name: each for each in self._groups(live, fields)}
        obj = Object(live.name, fields, groups)
        return self._custom(obj, live.schema) if live.schema else obj

    def pipelines(self, live: LiveObject) -> Iterator[Pipeline]:
        """The object's pipelines."""
        for native in live.pipelines:
            rules = live.pipeline_rules.get(str(native["id"]))
            pipeline, notes, unsaid = to_pipeline(live.name, native, self._pipeline_names, rules, live.users)
            if self.wants(f"pipelines.{pipeline.name}"):
                self.notes += notes
                self.left_out += unsaid
                yield pipeline

    def _fields(self, live: LiveObject, taken: LogicalNames) -> Iterator[Field]:
        built_in = BUILT_IN_OBJECTS.get(live.name)
        known = {each.hubspot for each in built_in.fields.values()} if built_in else set()
        for native in sorted(live.properties, key=lambda each: (not is_name(each["name"]), each["name"])):
            own_name = str(native["name"])
            if native.get("hubspotDefined") and (not self.selection.vendor_defined or own_name in known):
                continue
            name = taken.take(own_name)
            address = f"fields.{live.name}.{name}"
            if not self.wants(address):
                continue
            found = to_field(name, native, live.usual_group)
            if isinstance(found, str):
                self.left_out.append(Gap(address, f"The property {own_name} is not declared: {found}."))
                continue
            if name != own_name:
                why = f"It is the portal's property {own_name}, a name that cannot be used here or is built in."
                self.notes.append(Gap(address, why, "Rename it freely; the property's name is kept beside it."))
            rules = live.rules.get(own_name, ())
            limits = validations.to_limits(rules, found.type)
            self._unsaid(address, native, limits.unsaid)
            yield replace(found, min=limits.min, max=limits.max, length=limits.length, pattern=limits.pattern)

    def _unsaid(self, address: str, native: NativeJson, rules: Sequence[str]) -> None:
        if lost := unsaid(native):
            self.left_out.append(Gap(address, f"HubSpot shows what cannot be written: {', '.join(lost)}."))
        if rules:
            why = f"Its validation rules have no words in the language: {', '.join(rules)}."
            self.left_out.append(Gap(address, why, "HubSpot keeps them; what can be declared is in the schema."))

    def _labels(self, live: LiveObject, taken: LogicalNames) -> Iterator[Field]:
        for to, (forth, back) in live.labels.items():
            # Ids of labels are a portal's own, so only their texts give an order that two portals share.
            own = sorted((each for each in forth if labels.is_own(each)), key=lambda each: labels.key(each["label"]))
            fields, gaps = to_labels.to_fields(live.name, to, own, back, taken)
            wanted = [each for each in fields if self.wants(f"fields.{live.name}.{each.name}")]
            if wanted:
                self.left_out += gaps
            for each in wanted:
                why = f"It stands for association labels towards {to}; HubSpot does not show their internal names."
                self.notes.append(Gap(f"fields.{live.name}.{each.name}", why))
            yield from wanted

    def _groups(self, live: LiveObject, fields: Mapping[str, Field]) -> Iterator[Group]:
        """Groups that hold what is pulled and nothing of HubSpot's own: those have HubSpot's label."""
        held: defaultdict[str, bool] = defaultdict(bool)
        for native in live.properties:
            held[str(native.get("groupName"))] |= bool(native.get("hubspotDefined"))
        used = {each.hubspot.group or live.usual_group for each in fields.values()}
        for native in live.groups:
            name, label = str(native["name"]), str(native.get("label", ""))
            if name not in held and self.wants(f"groups.{live.name}.{name}"):
                self.notes.append(Gap(f"groups.{live.name}.{name}", "The group holds no properties and is left out."))
            if name not in used or held[name]:
                continue
            if is_name(name):
                yield Group(name, label)
            elif label != humanised(name):
                why = f"The group {name} has a name that cannot be declared; its label '{label}' is left as it is."
                self.left_out.append(Gap(f"groups.{live.name}.{name}", why))

    def _custom(self, obj: Object, native: NativeJson) -> Object:
        shown = native.get("labels") or {}
        own = {each.hubspot.name or name for name, each in obj.fields.items()}
        demanded = list(native.get("requiredProperties") or ())
        fields = {
            name: replace(each, required=True) if (each.hubspot.name or name) in demanded else each
            for name, each in obj.fields.items()
        }
        said = {key: list(native[key]) for key in custom.LISTS if native.get(key) and key != "requiredProperties"}
        if rest := [each for each in demanded if each not in own]:
            said["requiredProperties"] = rest
        primary = {custom.PRIMARY: native[custom.PRIMARY]} if native.get(custom.PRIMARY) not in (None, "name") else {}
        name = str(native["name"])
        return replace(
            obj,
            fields=fields,
            label=shown.get("singular"),
            plural=shown.get("plural"),
            description=native.get("description") or None,
            hubspot=HubSpotObject(name if name != obj.name else None, {**primary, **said}),
        )
