"""A folder with twenty planted faults: one run names each at its exact place, and nothing else.

`<<CODE>>` stands before the place at which that fault is to be told; the mark itself is not in the file.
"""

import re
from pathlib import Path

from tests.running import dealspec

FILES = {
    "account.yaml": """\
objects:
  account:
    fields:
      tier: {type: picklist, values: [gold, <<YML006>>001]}
      region: {type: text, <<SCH001>>lenght: 20}
      segment: {type: <<SCH006>>pikclist}
      exclusive: {type: checkbox, track_history: <<SCH002>>maybe}
      <<SCH005>>Named Account: {type: text}
      <<YML002>>region: {type: text}
""",
    "opportunity.yaml": """\
objects:
  opportunity:
    fields:
      partner_motion: {type: picklist, values: [direct, reseller]}
      partner: {type: lookup, to: <<CHK004>>acount}
      margin: {type: percent, min: <<CHK009>>50, max: 10}
      notes: {type: text, length: <<CHK010>>900}
      code: {type: text, pattern: <<CHK011>>"DR-["}
      <<CHK003>>kind: {type: picklist}
      quoted_at: <<SCH004>>{label: Quoted at}
""",
    "reseller.yaml": """\
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    stages:
      - {name: quote, label: Quote, probability: 50}
      - {name: won, label: Won, probability: <<CHK006>>90, outcome: won}
      - {name: lost, label: Lost, probability: 0, outcome: lost}
gates:
  quote: {pipeline: reseller, enters: <<CHK001>>qoute, require: [margin]}
  won: {pipeline: reseller, enters: won, require: [margin, <<CHK002>>sku]}
  early: {pipeline: reseller, enters: quote, that: margin > <<EXP>>'much'}
rules:
  open_quote: {when: is_open, that: <<EXP>>amont > 0}
  seen:
    that: partner_motion in ('direct', <<EXP>>'referral')
  <<CHK016>>idle: {when: is_open}
""",
    "torn.yaml": "rules:\n<<YML012>>\tlate: {}\n",
}
MARK = re.compile(r"<<([A-Z0-9]+)>>")


def test_each_is_told_at_its_place_and_nothing_else_is(tmp_path: Path) -> None:
    planted = set()
    for name, marked in FILES.items():
        for number, line in enumerate(marked.split("\n"), 1):
            if mark := MARK.search(line):
                planted.add((mark[1], name, number, mark.start() + 1))
        (tmp_path / name).write_text(MARK.sub("", marked), encoding="utf-8")
    assert len(planted) == 20

    ran = dealspec("validate", tmp_path, "--format", "json")

    assert ran.code == 1
    told = {
        (
            "EXP" if item["code"].startswith("EXP") else item["code"],
            Path(item["file"]).name,
            item["line"],
            item["column"],
        )
        for item in ran.json["diagnostics"]
    }
    assert told == planted
    assert len(ran.json["diagnostics"]) == 20
    assert [item["code"] for item in ran.json["diagnostics"] if not (item["hint"] or item["why"])] == []
