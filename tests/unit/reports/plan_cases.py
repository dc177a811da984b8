"""Plans, apply runs and probes that the report tests draw."""

from dataclasses import replace
from datetime import date

from tests.unit.reports.cases import HOSTILE

from dealspec.core.coverage import Coverage, Gap
from dealspec.provisioner.apply import Run
from dealspec.provisioner.attesting import Attested, Standing
from dealspec.provisioner.changes import AttributeChange, Change, Create, Update
from dealspec.provisioner.diff import compare
from dealspec.provisioner.plan import Destination, Impact, Plan, StepSummary
from dealspec.provisioner.ports import Crm, Identity, Probe
from dealspec.provisioner.resource import Enforcement, Grade, Json, Kind, ManualStep, Resource

SALESFORCE = Destination("sf", Crm.SALESFORCE, "00D000000000001EAA", "Developer Edition", False)
HUBSPOT = Destination("hs", Crm.HUBSPOT, "4242", "STANDARD", True)

FORMULA = (
    'AND(NOT($Permission.Dealspec_Bypass), ISPICKVAL(Partner_Motion__c, "reseller"), '
    'OR(ISPICKVAL(StageName, "reseller_configure_quote"), ISPICKVAL(StageName, "reseller_transact")), '
    "OR(ISBLANK(Deal_Registration_Id__c), ISBLANK(Protection_End__c), Protection_End__c < TODAY()))"
)
LATER_FORMULA = FORMULA.replace("Protection_End__c < TODAY()", "Protection_End__c < TODAY() + 7")

BYPASS = ("holders of the custom permission Dealspec_Bypass",)
REFUSES = "A validation rule refuses the save, from every screen, import and API."


def resource(address: str, kind: Kind, /, **attributes: Json) -> Resource:
    """A resource whose vendor name is the end of its address."""
    return Resource(address, kind, attributes, {"name": address.rpartition(".")[2]})


def update(address: str, kind: Kind, /, **both: tuple[Json, Json]) -> Update:
    """A resource in which each of these attributes goes from one value to another."""
    live = resource(address, kind, **{name: sides[0] for name, sides in both.items()})
    wanted = resource(address, kind, **{name: sides[1] for name, sides in both.items()})
    return Update(wanted, live, compare(wanted.attributes, live.attributes))


def options(*names: str) -> Json:
    """Values of a picklist."""
    return {name: {"label": name.capitalize(), "active": True} for name in names}


CREATIONS: tuple[Change, ...] = (
    Create(resource("groups.opportunity.partner_sales", Kind.GROUP, label="Partner sales")),
    Create(resource("fields.account.named_account", Kind.FIELD, type="checkbox", label="Named account")),
    Create(
        resource(
            "fields.opportunity.partner_motion",
            Kind.FIELD,
            type="picklist",
            label="Partner motion",
            description="Which sales channel owns the deal.",
            values=options("direct", "referral", "reseller"),
        )
    ),
    Create(
        resource(
            "fields.opportunity.deal_registration_id",
            Kind.FIELD,
            type="text",
            label="Deal registration ID",
            length=20,
            unique=True,
        )
    ),
    Create(resource("fields.opportunity.conflict_notes", Kind.FIELD, type="long_text", label="Notes", length=8000)),
    Create(resource("fields.opportunity.margin_percent", Kind.FIELD, type="percent", label="Margin %", scale=1)),
    Create(resource("fields.opportunity.partner", Kind.FIELD, type="lookup", label="Partner", to="account")),
    Create(
        resource(
            "pipelines.reseller.stages.closed_lost",
            Kind.STAGE,
            label="Closed Lost",
            probability=0,
            outcome="lost",
            rank=3,
        )
    ),
    Create(
        resource(
            "pipelines.reseller.stages.transact", Kind.STAGE, label="Transact", probability=100, outcome="won", rank=2
        )
    ),
    Create(
        resource(
            "pipelines.reseller.stages.deal_registration",
            Kind.STAGE,
            label="Deal Registration",
            probability=10,
            outcome="open",
            rank=1,
        )
    ),
    Create(
        resource(
            "pipelines.reseller",
            Kind.PIPELINE,
            label="Reseller",
            stages={"reseller_deal_registration": True, "reseller_transact": True},
        )
    ),
    Create(
        resource(
            "gates.reseller_quote",
            Kind.GATE,
            formula=FORMULA,
            message="A reseller deal needs an active registration before it is quoted.",
            active=True,
        )
    ),
    Create(
        resource(
            "grants.dealspec_editor",
            Kind.GRANT,
            label="dealspec editor",
            fields={"opportunity.partner_motion": "edit", "opportunity.partner": "edit"},
        )
    ),
    Create(resource("grants.dealspec_editor.assignment", Kind.GRANT, assigned_to_self=True)),
)

UPDATES: tuple[Change, ...] = (
    update("fields.opportunity.stage_notes", Kind.FIELD, label=("Notes", "Stage notes"), length=(4000, 8000)),
    update(
        "fields.opportunity.partner_motion",
        Kind.FIELD,
        description=(
            "Which sales channel owns the deal, so that one set of stages applies to it. Ask RevOps when in doubt.",
            "Which sales channel owns the deal, so that one set of stages and rules applies to it. Ask when in doubt.",
        ),
        values=({"direct": {"label": "Direct"}}, {"direct": {"label": "Direct sales"}, "tech": {"label": "ISV"}}),
    ),
    update("pipelines.reseller.stages.qualification", Kind.STAGE, probability=(20, 25)),
    update("gates.reseller_quote", Kind.GATE, formula=(FORMULA, LATER_FORMULA)),
    update("grants.dealspec_editor", Kind.GRANT, fields=({}, {"opportunity.partner": "edit"})),
)

DEPLOY = StepSummary("deploy", "deploy", "Deploy 12 changes, all or none", ("grants.dealspec_editor",))
ASSIGN = StepSummary(
    "assign", "assign", "Assign Dealspec_Editor to admin@example.com", ("grants.dealspec_editor.assignment",)
)

HARD = Grade("gates.reseller_quote", (Enforcement.HARD,), BYPASS, REFUSES)
APPROVED = Grade(
    "gates.reseller_discount", (Enforcement.APPROVAL, Enforcement.AUDIT), ("API tokens",), "Pipeline rule."
)
BY_HAND = Grade(
    "gates.reseller_quote",
    (Enforcement.MANUAL, Enforcement.AUDIT),
    ("workflows", "imports"),
    "Required properties of a stage are set in HubSpot's screens; no API sets or shows them.",
    "Protection end is on or after today.",
)
AUDITED = Grade(
    "gates.reseller.membership",
    (Enforcement.AUDIT,),
    ("every writer",),
    "HubSpot does not tie a pipeline to the value of a property.",
)
REQUIRE = ManualStep(
    "gates.reseller_quote",
    'Require 2 properties at "Configure & Quote"',
    (
        'Open Settings > Objects > Deals > Pipelines and choose the pipeline "Reseller".',
        'In the row of the stage "Configure & Quote", open its conditional logic.',
        'Add as dependent properties: "Deal registration ID" and "Protection end", and tick Required beside each.',
        "Save.",
    ),
)
ROUNDED = Gap("pipelines.reseller.stages.transact", "HubSpot keeps whole percents.", "Round the probability.")
UNSEEN = Gap(
    "grants.dealspec_editor",
    "INSUFFICIENT_ACCESS: the token may not read permission sets.",
    'Give the user "View Setup and Configuration".',
)


def first_plan() -> Plan:
    """All that a plan can hold, on an org that has nothing yet."""
    impact = (Impact("gates.reseller_quote", 38, 2000),)
    return Plan(SALESFORCE, (), CREATIONS, (DEPLOY, ASSIGN), (HARD,), impact=impact, calls=6)


def drifted_plan() -> Plan:
    """Updates, on a protected portal that was not seen whole and needs work by hand."""
    return Plan(
        HUBSPOT,
        ("fields.*", "gates.*"),
        UPDATES,
        (StepSummary("001-properties.update", "properties.update", "Change the property stage_notes of deals", ()),),
        (AUDITED, BY_HAND, APPROVED),
        (REQUIRE,),
        (ROUNDED,),
        (Impact("gates.reseller_quote", 1, 2000),),
        Coverage((UNSEEN,)),
        9,
        (
            Attested("gates.reseller_quote", "0123456789ab", Standing.STALE, "ada@example.com", date(2026, 3, 4)),
            Attested("gates.gone", "0123456789ab", Standing.UNASKED, "ben@example.com", date(2026, 3, 5), "By phone."),
        ),
    )


def empty_plan(coverage: Coverage | None = None) -> Plan:
    """Nothing to change."""
    return Plan(SALESFORCE, (), (), coverage=coverage or Coverage(), calls=6)


def big_plan(number: int = 150) -> Plan:
    """A first apply of many fields."""
    fields = [
        Create(
            resource(f"fields.opportunity.field_{at:03}", Kind.FIELD, type="text", label=f"Field {at}", length=at + 1)
        )
        for at in range(number)
    ]
    return Plan(SALESFORCE, (), tuple(fields), (DEPLOY,), calls=6)


def hostile_plan() -> Plan:
    """A plan in which every text is ``HOSTILE``."""
    odd = f"fields.opportunity.{HOSTILE}"
    changed = AttributeChange(HOSTILE, HOSTILE, HOSTILE * 3)
    held = Resource(odd, Kind.FIELD, {"label": HOSTILE, "type": HOSTILE, HOSTILE: HOSTILE}, {"name": HOSTILE})
    gap = Gap(HOSTILE, HOSTILE, HOSTILE)
    return Plan(
        replace(SALESFORCE, name=HOSTILE, org_id=HOSTILE, kind=HOSTILE),
        (HOSTILE,),
        (Create(held), Update(replace(held, address=odd + "2"), held, (changed,))),
        (StepSummary(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)),),
        (Grade(HOSTILE, (Enforcement.AUDIT,), (HOSTILE,), HOSTILE),),
        (ManualStep(HOSTILE, HOSTILE, (HOSTILE,)),),
        (gap,),
        (Impact(HOSTILE, 1, 2),),
        Coverage((gap,)),
    )


ROLLED_BACK = "Not done: the whole deployment was rolled back because another component failed."
REFUSED = "CustomField Opportunity.deal_registration_id: FIELD_INTEGRITY_EXCEPTION: duplicate field name (line 3)"


def whole_run() -> Run:
    """Everything that ``first_plan`` holds is done or was there."""
    addresses = sorted(change.address for change in CREATIONS)
    return Run(tuple(addresses[1:]), (addresses[0],), calls=14)


def broken_run() -> Run:
    """One refusal, what it took down with it, and one change that reads back as it was."""
    failed = dict.fromkeys((change.address for change in CREATIONS[3:]), ROLLED_BACK)
    failed["fields.opportunity.deal_registration_id"] = REFUSED
    done = tuple(sorted(change.address for change in CREATIONS[1:3]))
    return Run(done, (CREATIONS[0].address,), failed, ("fields.opportunity.partner_motion",), 14)


ADMIN = Identity(Crm.SALESFORCE, "00D000000000001EAA", "Acme", "Developer Edition", False, "admin@example.com")
WELL = (
    Probe("connection", True, "the org answers at https://acme.my.salesforce.com"),
    Probe("API version", True, "66.0, supported until 2029-02-01"),
)
ILL = (
    WELL[0],
    Probe(
        "access",
        False,
        "the user lacks: Customize Application (to deploy), View Setup and Configuration (to read permission sets)",
        "Give the user a permission set with both, or use another user.",
    ),
)
