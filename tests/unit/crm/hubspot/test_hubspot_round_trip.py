"""The conversion alone: what is projected, sent and read back is what was declared."""

import dataclasses
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.crm.hubspot.portals import a_schema

from dealspec.crm.hubspot import convert, forms, formulas, holding, properties, stages, values
from dealspec.provisioner.diff import compare
from dealspec.provisioner.resource import Kind, Resource
from dealspec.schema.model import (
    Blanks,
    Expr,
    Field,
    FieldType,
    HubSpotField,
    Object,
    OnDelete,
    Outcome,
    Pipeline,
    RecordType,
    SalesforceField,
    Schema,
    Stage,
    ValidationRule,
    Value,
)

PLAIN = list(forms.FORMS)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    kind = draw(st.sampled_from(PLAIN))
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)) if kind.has_values else []
    return Field(
        draw(NAMES),
        kind,
        label=draw(st.none() | WORDS),
        description=draw(st.none() | WORDS),
        help=draw(st.none() | WORDS),
        unique=draw(st.none() | st.booleans()),
        values=tuple(Value(name, draw(WORDS)) for name in names),
    )


def projected(field: Field) -> Resource:
    found = properties.to_resource("opportunity", "deals", field)
    assert isinstance(found, Resource)
    return found


@given(fields())
def test_a_created_property_reads_as_it_was_declared(field: Field) -> None:
    wanted = projected(field)

    live = properties.to_live(wanted, properties.to_create(wanted))

    assert compare(wanted.attributes, live.attributes) == ()


@given(fields(), fields())
def test_any_property_becomes_any_other(before: Field, after: Field) -> None:
    old = projected(before)
    wanted = projected(replace(after, name=before.name, unique=None))
    native = properties.to_create(old)

    changes = compare(wanted.attributes, properties.to_live(wanted, native).attributes)
    native |= properties.to_update(wanted, {change.path.split(".")[0] for change in changes}, native)

    assert compare(wanted.attributes, properties.to_live(wanted, native).attributes) == ()


@pytest.mark.parametrize(
    ("native", "wanted", "read"),
    [
        ({"type": "string", "fieldType": "text"}, "text", "text"),
        ({"type": "string", "fieldType": "text"}, "url", "url"),
        ({"type": "string", "fieldType": "text"}, "email", "text"),
        ({"type": "string", "fieldType": "text", "textDisplayHint": "email"}, "picklist", "email"),
        ({"type": "phone_number", "fieldType": "phonenumber"}, "phone", "phone"),
        ({"type": "enumeration", "fieldType": "radio"}, "picklist", "picklist"),
        ({"type": "number", "fieldType": "number", "showCurrencySymbol": True}, "number", "currency"),
        ({"type": "number", "fieldType": "number", "numberDisplayHint": "percentage"}, "currency", "percent"),
        ({"type": "string", "fieldType": "html"}, "long_text", "rich_text"),
        ({"type": "string", "fieldType": "file"}, "text", "string/file"),
        ({"type": "number", "fieldType": "calculation_equation"}, "number", "number/calculation_equation"),
    ],
)
def test_a_live_pair_reads_as_the_wanted_type_only_where_nothing_tells_them_apart(
    native: dict[str, object], wanted: str, read: str
) -> None:
    assert forms.live_type(native, wanted) == read


def test_a_group_that_is_only_referred_to_keeps_its_own_label() -> None:
    projection = convert.project(a_schema())

    groups = {each.address: dict(each.attributes) for each in projection.resources if each.kind is Kind.GROUP}

    assert groups == {
        "groups.opportunity.desk": {"label": "Deal desk"},
        "groups.opportunity.partner_sales": {"label": "Partner sales"},
        "groups.account.partner_sales": {"label": "Partner sales"},
    }
    bare = Schema({"opportunity": replace(a_schema().objects["opportunity"], groups={})})
    (desk,) = (each for each in convert.project(bare).resources if each.address == "groups.opportunity.desk")
    assert desk.attributes == {}
    assert desk.native["label"] == "Desk"


@given(st.lists(st.decimals(1, 99, places=2), min_size=1, max_size=5))
def test_stages_read_as_they_were_declared(probabilities: list[Decimal]) -> None:
    declared = tuple(Stage(f"s{at}", f"S {at}", value) for at, value in enumerate(probabilities))
    ends = (Stage("won", "Won", Decimal(100), Outcome.WON), Stage("lost", "Lost", Decimal(0), Outcome.LOST))
    resources, gaps = stages.to_resources("deals", Pipeline("p", Expr(""), (*declared, *ends)))

    live = stages.stages_to_live(resources[1:], native_pipeline(resources[1:]))

    assert gaps == []
    assert [compare(want.attributes, have.attributes) for want, have in zip(resources[1:], live, strict=True)] == [
        () for _ in live
    ]


def test_an_open_stage_that_hubspot_would_close_is_a_gap() -> None:
    pipeline = Pipeline("p", Expr(""), (Stage("intro", "Intro", Decimal(0)),))

    projection = convert.project(Schema(pipelines={"p": pipeline}))

    assert [gap.subject for gap in projection.unsupported] == ["pipelines.p.stages.intro"]
    assert "outcome" not in projection.resources[-1].attributes


@given(st.permutations(list("abcdef")), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_moves_bring_declared_stages_into_order_and_leave_the_others_in_their_slots(
    live: list[str], declared: set[str]
) -> None:
    native = {"stages": [{"id": stage, "displayOrder": at} for at, stage in enumerate(live)]}
    in_order = sorted(declared)

    moved = stages.moves(native, in_order)

    orders = {stage: at for at, stage in enumerate(live)} | moved
    after = sorted(orders, key=orders.__getitem__)
    assert [stage for stage in after if stage in declared] == in_order
    assert [after.index(stage) for stage in live if stage not in declared] == [
        at for at, stage in enumerate(live) if stage not in declared
    ]
    assert len(set(orders.values())) == len(orders)


CANNOT = [
    (Field("f", FieldType.LOOKUP, to="nowhere"), "none of them"),
    (Field("f", FieldType.ROLL_UP), "roll-ups"),
    (Field("f", FieldType.AUTO_NUMBER), "count up"),
    (Field("f", FieldType.TIME), "time of day"),
    (Field("f", FieldType.FORMULA, salesforce=SalesforceField(formula="1 + 1")), "No formula"),
    (Field("f", FieldType.FORMULA, formula="closedate", result=FieldType.DATE), "does not give date"),
    (Field("f", FieldType.OTHER, salesforce=SalesforceField(type="Location")), "only Salesforce has"),
    (Field("f", FieldType.OTHER, hubspot=HubSpotField(type="number/calculation_rollup")), "lets no one create"),
    (Field("f", FieldType.PICKLIST, value_set="tiers"), "no value set 'tiers'"),
    (Field("f", FieldType.TEXT, hubspot=HubSpotField(native={"label": "F"})), "said by `label`"),
    (Field("f", FieldType.TEXT, hubspot=HubSpotField(native={"archived": True})), "HubSpot's own"),
    (Field("f", FieldType.TEXT, hubspot=HubSpotField(native={"colour": "red"})), "no key"),
    (Field("f", FieldType.TEXT, removed=True), "declared as removed"),
]


@pytest.mark.parametrize(("field", "why"), CANNOT)
def test_what_hubspot_cannot_hold_is_named_before_any_call(field: Field, why: str) -> None:
    projection = convert.project(Schema({"opportunity": Object("opportunity", {"f": field})}))

    assert projection.resources == ()
    (gap,) = projection.unsupported
    assert gap.subject == "fields.opportunity.f"
    assert why in gap.why


PARTLY = [
    (Field("f", FieldType.TEXT, default="x", required=True), ["`default`", "`required`"]),
    (Field("f", FieldType.PICKLIST, values=(Value("a", "A", default=True, when=("b",)),), depends_on="g"),
     ["`depends_on`", "`values.default`", "`values.when`"]),
    (Field("f", FieldType.PICKLIST, values=(Value("a", "A"),), restricted=False), ["`restricted`"]),
    (Field("f", FieldType.FORMULA, formula="1", blanks=Blanks.ZERO), ["`blanks`"]),
    (Field("f", FieldType.MASTER_DETAIL, to="account"), ["`on_delete`"]),
    (Field("f", FieldType.LOOKUP, to="account", on_delete=OnDelete.RESTRICT), ["`on_delete`"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "lost"), PARTLY)
def test_what_hubspot_holds_in_part_is_applied_and_the_loss_is_named(field: Field, lost: list[str]) -> None:
    projection = convert.project(Schema({"opportunity": Object("opportunity", {"f": field})}))

    assert "fields.opportunity.f" in [each.address for each in projection.resources]
    (gap,) = projection.unsupported
    assert [word for word in lost if word in gap.why] == lost


def test_every_attribute_of_the_model_is_accounted_for() -> None:
    assert set(holding.FIELD) == {each.name for each in dataclasses.fields(Field)} - {"position"}
    assert set(holding.VALUE) == {each.name for each in dataclasses.fields(Value)} - {"position"}


def test_what_is_salesforces_alone_is_said_once_per_object() -> None:
    rules = {name: ValidationRule(name, "true", "No.") for name in ("A", "B")}
    deal = Object("opportunity", record_types={"R": RecordType("R", "R")}, validation_rules=rules)

    (gap,) = convert.project(Schema({"opportunity": deal})).unsupported

    assert (gap.subject, "1 record types and 2 validation rules" in gap.why) == ("objects.opportunity", True)


SAME = [
    ("IF amount==0.50 THEN 'x' ELSE \"y\" ENDIF", 'if Amount = .5 then "x" else "y" endif'),
    ("A*1000.0<>B", "a * 1000 != b"),
    ("a&&b||!c", "a and b or not c"),
]
DIFFERENT = [("a - b", "b - a"), ("'x'", "'X'"), ("a + 1", "a + 10"), ("'0.50'", "'0.5'"), ("a or b", "a and b")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_formulas_are_told_apart_by_what_they_say(one: str, other: str) -> None:
    assert formulas.same(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_formula_that_says_something_else_is_another(one: str, other: str) -> None:
    assert not formulas.same(one, other)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (None, FieldType.TEXT, None),
        ("", FieldType.NUMBER, None),
        ("001", FieldType.TEXT, "001"),
        ("1250.00", FieldType.CURRENCY, 1250),
        ("0.125", FieldType.PERCENT, 12.5),
        ("true", FieldType.CHECKBOX, True),
        (";a;b", FieldType.MULTI_SELECT, ["a", "b"]),
        ("2026-11-30", FieldType.DATE, "2026-11-30"),
        ("1796083200000", FieldType.DATE, "2026-12-01"),
        ("2026-12-01T00:30:00+02:00", FieldType.DATE, "2026-11-30"),
        ("2026-12-01T00:30:00.999Z", FieldType.DATETIME, "2026-12-01T00:30:00"),
        ("1796083200000", FieldType.DATETIME, "2026-12-01T00:00:00"),
        ("reseller_quote", None, "reseller_quote"),
    ],
)
def test_values_are_read_by_their_declared_type(text: str | None, kind: FieldType | None, value: object) -> None:
    assert values.value_of(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1;2", FieldType.NUMBER),
        ("NaN", FieldType.NUMBER),
        ("yes", FieldType.CHECKBOX),
        ("soon", FieldType.DATE),
        ("half", FieldType.PERCENT),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(text: str, kind: FieldType) -> None:
    with pytest.raises(ValueError):
        values.value_of(text, kind)


def native_pipeline(wanted: list[Resource]) -> dict[str, object]:
    """What HubSpot stores of the stages that we send."""
    sent = [stages.to_create_stage(stage, at) for at, stage in enumerate(wanted)]
    return {
        "id": "p",
        "stages": [{**each, "id": each["stageId"], "metadata": stored(each["metadata"])} for each in sent],
    }


def stored(metadata: dict[str, str]) -> dict[str, str]:
    probability = Decimal(metadata["probability"])
    return {"probability": str(float(probability)), "isClosed": "true" if probability in (0, 1) else "false"}
