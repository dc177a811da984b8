"""What is wrong with a schema file before anything is judged: the codes of YAML itself and of the language's forms."""

from __future__ import annotations

from dealspec.core.explained import Explained, Form

SURROUNDINGS = """\
objects:
  opportunity:
    fields:
      partner_motion: {type: picklist, values: [direct, referral, reseller]}
      protection_end: {type: date}
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    stages:
      - {name: configure_quote, label: Configure & Quote, probability: 60}
      - {name: won, label: Won, probability: 100, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
"""
"""What the examples lean on, whether or not they show it."""


def _overlaid(line: str) -> str:
    """A project whose one target has an overlay of this line."""
    return (
        "mkdir schema\n"
        "echo 'targets: {play: {crm: salesforce, embedded: true, overlay: [play.yaml]}}' > dealspec.yaml\n"
        "cat > schema/deals.yaml <<'END'\n"
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      seats: {type: number}\n"
        "      tier: {type: picklist, values: [gold, silver]}\n"
        "rules:\n"
        "  stale: {that: is_open}\n"
        "END\n"
        f"echo '{line}' > play.yaml\n"
        "dealspec validate\n"
    )


YAML_CODES = (
    Explained(
        "YML001",
        "YAML syntax",
        "A file that YAML cannot read declares nothing, and its other faults show only when this one is mended.",
        "gates: {quote: {pipeline: reseller, enters: won\n",
        "gates: {quote: {pipeline: reseller, enters: won, require: [protection_end]}}\n",
        "Close what was opened: brackets, braces, quotes.",
    ),
    Explained(
        "YML002",
        "Key that stands twice",
        "YAML would silently keep the last of the two and forget the first.",
        "rules:\n  stale: {that: close_date >= today(), severity: error, severity: warning}\n",
        "rules:\n  stale: {that: close_date >= today(), severity: warning}\n",
        "Keep one of the two.",
    ),
    Explained(
        "YML003",
        "Key that is not text",
        "Everything is found by its name, and a list or mapping is no name.",
        "rules:\n  ? [stale, old]\n  : {that: close_date >= today()}\n",
        "rules:\n  stale: {that: close_date >= today()}\n",
        "Write a plain word before the colon.",
    ),
    Explained(
        "YML004",
        "Merge key",
        "What `<<` brings in stands elsewhere, so that nobody sees at one place what is declared.",
        "rules:\n  stale: &base {that: close_date >= today()}\n  old: {<<: *base, that: amount > 0}\n",
        "rules:\n  stale: {that: close_date >= today()}\n  old: {that: amount > 0}\n",
        "Write the keys out.",
    ),
    Explained(
        "YML005",
        "Key that YAML takes for true or false",
        "YAML 1.1 reads yes, no, on and off as true or false, and newer readers read them as text.",
        "objects:\n  opportunity:\n    fields:\n      on: {type: date}\n",
        "objects:\n  opportunity:\n    fields:\n      started_on: {type: date}\n",
        "Choose another name, or put it in quotes.",
    ),
    Explained(
        "YML006",
        "Text that YAML takes for something else",
        "`no` becomes false, `001` becomes 1, a date becomes a moment: the CRM would get another text than this.",
        "objects:\n  opportunity:\n    fields:\n      region: {type: picklist, values: [de, fr, no]}\n",
        'objects:\n  opportunity:\n    fields:\n      region: {type: picklist, values: [de, fr, "no"]}\n',
        "Put it in quotes.",
    ),
    Explained(
        "YML007",
        "Number that readers of YAML read differently",
        "Leading zeros, underscores, colons, exponents and other bases are one number to one reader and another, or"
        " text, to the next.",
        "objects:\n  opportunity:\n    fields:\n      seats: {type: number, max: 1_000}\n",
        "objects:\n  opportunity:\n    fields:\n      seats: {type: number, max: 1000}\n",
        "Write a plain decimal number.",
    ),
    Explained(
        "YML008",
        "Second document in a file",
        "Only the first would be read.",
        "rules:\n  stale: {that: close_date >= today()}\n---\nrules:\n  old: {that: amount > 0}\n",
        "rules:\n  stale: {that: close_date >= today()}\n  old: {that: amount > 0}\n",
        "Take the `---` out, or put each document into a file of its own.",
    ),
    Explained(
        "YML009",
        "Aliases that stand for too much",
        "Aliases of aliases make a short file stand for more values than the memory holds.",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
        "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
        "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
        "f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n",
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      first_tier: {type: picklist, values: &tiers [gold, silver]}\n"
        "      second_tier: {type: picklist, values: *tiers}\n",
        "Write the values out.",
    ),
    Explained(
        "YML010",
        "File that is too large",
        "No schema has this size; it is most often an export that got into the folder.",
        "dealspec init deals\n"
        "head -c 20000001 /dev/zero | tr '\\0' '#' > deals/schema/export.yaml\n"
        "dealspec -C deals validate\n",
        "dealspec init deals\ndealspec -C deals validate\n",
        "Split it into several files, or take out what is not a schema.",
        Form.SHELL,
    ),
    Explained(
        "YML011",
        "Tag",
        "A tag such as `!!python/object` makes some readers run code; the language needs none.",
        "rules:\n  stale: {that: close_date >= today(), message: !!binary U3RhbGU=}\n",
        "rules:\n  stale: {that: close_date >= today(), message: Stale}\n",
        "Take it out; quotes make text of anything.",
    ),
    Explained(
        "YML012",
        "Tab as indentation",
        "YAML knows spaces alone there, because editors disagree on how wide a tab is.",
        "rules:\n\tstale: {that: close_date >= today()}\n",
        "rules:\n  stale: {that: close_date >= today()}\n",
        "Indent with spaces.",
    ),
    Explained(
        "YML013",
        "Character that YAML does not allow",
        "Control characters come from a damaged file or a careless copy, and no CRM takes them.",
        "rules:\n  stale: {that: close_date >= today(), message: Stale\x07}\n",
        "rules:\n  stale: {that: close_date >= today(), message: Stale}\n",
        "Take it out, or write it as an escape in double quotes.",
    ),
    Explained(
        "YML014",
        "File that is not UTF-8",
        "Its letters would be read as others, and the CRM would get labels that nobody wrote.",
        "dealspec init deals\nprintf 'rules: {}  # caf\\351\\n' > deals/schema/old.yaml\ndealspec -C deals validate\n",
        "dealspec init deals\n"
        "printf 'rules: {}  # caf\\303\\251\\n' > deals/schema/old.yaml\n"
        "dealspec -C deals validate\n",
        "Save it as UTF-8.",
        Form.SHELL,
    ),
)

SCHEMA_CODES = (
    Explained(
        "SCH000",
        "No schema",
        "Without a schema file there is nothing to compare with an org.",
        "schema: no_such_folder\ntargets: {}\n",
        "schema: schema\ntargets: {}\n",
        "Put schema files there, or name their folder in dealspec.yaml.",
        Form.PROJECT,
    ),
    Explained(
        "SCH001",
        "Unknown key",
        "It would have no effect, although it looks as if it had one; most often it is a slip of the pen.",
        "rules:\n  stale: {that: close_date >= today(), mesage: The close date has passed.}\n",
        "rules:\n  stale: {that: close_date >= today(), message: The close date has passed.}\n",
        "Take the nearest known key, or leave the line out.",
    ),
    Explained(
        "SCH002",
        "Value of another kind",
        "A list where a number belongs, or text where true or false belongs, says nothing that can be carried out.",
        "objects:\n  opportunity:\n    fields:\n      seats: {type: number, min: none}\n",
        "objects:\n  opportunity:\n    fields:\n      seats: {type: number, min: 0}\n",
        "Write what is expected there.",
    ),
    Explained(
        "SCH003",
        "Key without a value",
        "It cannot be told whether it was forgotten or is meant to be empty.",
        "rules:\n  stale:\n    that: close_date >= today()\n    message:\n",
        "rules:\n  stale:\n    that: close_date >= today()\n    message: The close date has passed.\n",
        "Give it one, or leave the line out.",
    ),
    Explained(
        "SCH004",
        "Missing key",
        "Without it the declaration means nothing.",
        "gates:\n  quote: {pipeline: reseller, require: [protection_end]}\n",
        "gates:\n  quote: {pipeline: reseller, enters: configure_quote, require: [protection_end]}\n",
        "Add it.",
    ),
    Explained(
        "SCH005",
        "Name that cannot be one",
        "Names go into conditions, addresses and both CRMs: small letters, digits and underscores suit them all.",
        "rules:\n  Stale Deal: {that: close_date >= today()}\n",
        "rules:\n  stale_deal: {that: close_date >= today()}\n",
        "Write the words small with underscores between them; a `label` may say anything.",
    ),
    Explained(
        "SCH006",
        "Unknown choice",
        "Only the choices that the language knows have a meaning in both CRMs.",
        "objects:\n  opportunity:\n    fields:\n      partner_tier: {type: pick_list, values: [gold, silver]}\n",
        "objects:\n  opportunity:\n    fields:\n      partner_tier: {type: picklist, values: [gold, silver]}\n",
        "Take the nearest known choice.",
    ),
    Explained(
        "SCH007",
        "Declared twice",
        "Files merge, and two declarations of one thing would contradict each other sooner or later.",
        "objects:\n  opportunity:\n    fields:\n      protection_end: {type: datetime}\n",
        "objects:\n  opportunity:\n    fields:\n      protection_start: {type: date}\n",
        "Keep one of the two, or give one another name.",
    ),
    Explained(
        "SCH008",
        "File that cannot be read",
        "A schema with a part missing would be compared as if the rest were all.",
        "dealspec init deals\nchmod a-r deals/schema/rules.yaml\ndealspec -C deals validate\n",
        "dealspec init deals\ndealspec -C deals validate\n",
        "Mend its permissions.",
        Form.SHELL,
    ),
    Explained(
        "SCH009",
        "Native attributes nested too deeply",
        "No vendor's definition is nested like this, and reading it could exhaust the memory.",
        "objects:\n  opportunity:\n    salesforce:\n      native: {a: " + "[" * 41 + "]" * 41 + "}\n",
        "objects:\n  opportunity:\n    salesforce:\n      native: {a: []}\n",
        "Copy the attribute from the CRM again.",
    ),
    Explained(
        "SCH010",
        "Unknown variable",
        "What it should stand for is nowhere said.",
        'variables: {notes_days: 7}\nrules:\n  stale: {that: "age(created_at) <= days(${notes_day})"}\n',
        'variables: {notes_days: 7}\nrules:\n  stale: {that: "age(created_at) <= days(${notes_days})"}\n',
        "Take the nearest known name, or declare it under `variables:`.",
    ),
    Explained(
        "SCH011",
        "Variable or policy that nothing uses",
        "Changing it would change nothing, although it looks as if it would.",
        "variables: {notes_days: 7}\nrules:\n  stale: {that: age(created_at) <= days(7)}\n",
        'variables: {notes_days: 7}\nrules:\n  stale: {that: "age(created_at) <= days(${notes_days})"}\n',
        "Refer to it, or take it out.",
    ),
    Explained(
        "SCH012",
        "Variable that is neither text nor number",
        "A variable is put into texts and conditions, and there a list, a truth value or another variable has no form.",
        'variables: {stale: true}\nrules:\n  stale: {that: "is_open = ${stale}"}\n',
        'variables: {stale: "true"}\nrules:\n  stale: {that: "is_open = ${stale}"}\n',
        "Put it in quotes if it is text.",
    ),
    Explained(
        "SCH013",
        "Reference without a name",
        "`${` begins the name of a variable, and none follows.",
        'rules:\n  stale: {that: is_open, message: "Costs ${ 5 }"}\n',
        'rules:\n  stale: {that: is_open, message: "Costs $${ 5 }"}\n',
        "Write ${name}, or $${ for the characters themselves.",
    ),
    Explained(
        "SCH014",
        "File that cannot be included",
        "A schema is the same on every machine and takes in schema files alone, each by its name.",
        "include: [/srv/shared/fields.yaml]\n",
        "rules: {}\n",
        "Name one YAML file by its path from this file, such as ../shared/fields.yaml.",
    ),
    Explained(
        "SCH015",
        "Files that include each other",
        "Neither of them is the one that the other builds on.",
        "include: [2.yaml]\n",
        "include: [1.yaml]\n",
        "Take one of the entries out.",
    ),
    Explained(
        "SCH016",
        "Unknown address in an overlay",
        "What should be left out or named otherwise is nowhere declared, so the line has no effect.",
        _overlaid("omit: [fields.opportunity.protection_ende]"),
        _overlaid("omit: [rules.stale]"),
        "Take the nearest known address.",
        Form.SHELL,
    ),
    Explained(
        "SCH017",
        "Key of an overlay outside of one",
        "`names` and `omit` speak of one org, and the schema folder speaks of all.",
        "omit: [fields.opportunity.protection_end]\n",
        "rules: {}\n",
        "Put it into a file of its own, and name that in dealspec.yaml: overlay: [FILE]",
    ),
    Explained(
        "SCH018",
        "Thing that has no name of its own in a CRM",
        "The CRM names it itself, or it is found there by another name that is declared already.",
        _overlaid("names: {rules.stale: Stale_Deal}"),
        _overlaid("names: {fields.opportunity.seats: Seats_Sold__c}"),
        "Leave the line out.",
        Form.SHELL,
    ),
    Explained(
        "SCH019",
        "Unknown item of a list in an overlay",
        "A mapping over a list changes the items of those names; only a whole list can say where a new one stands.",
        _overlaid("objects: {opportunity: {fields: {tier: {values: {siver: {label: Second}}}}}}"),
        _overlaid("objects: {opportunity: {fields: {tier: {values: {silver: {label: Second}}}}}}"),
        "Take the nearest known name, or write the whole list.",
        Form.SHELL,
    ),
)
