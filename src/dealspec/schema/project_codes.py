"""What is wrong with ``dealspec.yaml`` and the targets in it: its codes, wherever they are raised."""

from __future__ import annotations

from dealspec.core.explained import Explained, Form

_SANDBOX = '    auth: {access_token: "${SF_TOKEN}"}\n'

_ATTESTED = "step: gates.quote, org: '4242', digest: 3f2a9c0d1e2f, who: ada@example.com, when: 2026-11-23"


def _attesting(*lines: str) -> str:
    written = "".join(f'echo "  - {{{line}}}" >> deals/attestations.yaml\n' for line in lines)
    return f"dealspec init deals\necho 'attestations:' > deals/attestations.yaml\n{written}dealspec -C deals validate\n"


ATTESTATION_CODES = (
    Explained(
        "ATT001",
        "Step that is attested twice",
        "Two people, or two days, for one piece of work: nobody could tell which of the two holds.",
        _attesting(_ATTESTED, _ATTESTED.replace("ada", "ben")),
        _attesting(_ATTESTED),
        "Keep one of the two.",
        Form.SHELL,
    ),
    Explained(
        "ATT002",
        "Attestation without a digest",
        "The digest tells what the step asked when it was done, so that a change of the gate is noticed.",
        _attesting(_ATTESTED.replace("3f2a9c0d1e2f", "done")),
        _attesting(_ATTESTED),
        "Copy the line that `dealspec plan TARGET` prints for the step.",
        Form.SHELL,
    ),
)

_KNOWN = "{address: fields.opportunity.*, reason: Under test until the autumn., until: 2099-12-31}"


def _knowing(*lines: str) -> str:
    written = "".join(f'echo "- {line}" >> known.yaml\n' for line in lines)
    return f"dealspec init deals\n{written}dealspec -C deals drift hubspot --known known.yaml\n"


DRIFT_CODES = (
    Explained(
        "DRF001",
        "Known drift that stands twice",
        "Two reasons or two days for one address: nobody could tell which of the two holds.",
        _knowing(_KNOWN, _KNOWN.replace("2099", "2098")),
        _knowing(_KNOWN),
        "Keep one of the two.",
        Form.SHELL,
    ),
    Explained(
        "DRF002",
        "Known drift without a reason",
        "Whoever finds the entry later must be able to tell whether it still holds.",
        _knowing(_KNOWN.replace("Under test until the autumn.", "' '")),
        _knowing(_KNOWN),
        "Say why the org may differ, and who knows about it.",
        Form.SHELL,
    ),
)

PROJECT_CODES = (
    Explained(
        "CFG000",
        "No dealspec.yaml",
        "It names the targets and where the schema lies.",
        "dealspec plan salesforce\n",
        "dealspec init .\ndealspec plan salesforce\n",
        "Start a project with `dealspec init`, or name its folder: dealspec -C FOLDER ...",
        Form.SHELL,
    ),
    Explained(
        "CFG001",
        "Empty dealspec.yaml",
        "Without a target there is nothing to compare with.",
        "# Targets will come.\n",
        "targets:\n  play: {crm: salesforce, embedded: true}\n",
        "Declare a target: `dealspec init` shows how.",
        Form.PROJECT,
    ),
    Explained(
        "CFG002",
        "Key that has no meaning for a target",
        "Each kind of target is entered in its own way; a key of another kind would be ignored.",
        'targets:\n  play: {crm: hubspot, embedded: true, token: "${HUBSPOT_TOKEN}"}\n',
        "targets:\n  play: {crm: hubspot, embedded: true}\n",
        "Leave it out, or take the key that this kind of target has.",
        Form.PROJECT,
    ),
    Explained(
        "CFG003",
        "Target that cannot be entered",
        "Without an address or a token no call can be made.",
        f"targets:\n  sandbox:\n    crm: salesforce\n{_SANDBOX}",
        f"targets:\n  sandbox:\n    crm: salesforce\n    url: https://example.my.salesforce.com\n{_SANDBOX}",
        "Add the key that is missing.",
        Form.PROJECT,
    ),
    Explained(
        "CFG004",
        "Token as plain text",
        "Whoever can read the file, its history or a copy of it could enter the CRM.",
        "targets:\n  portal: {crm: hubspot, token: not-a-real-token}\n",
        'targets:\n  portal: {crm: hubspot, token: "${HUBSPOT_TOKEN}"}\n',
        "Name an environment variable instead, and replace the token at the vendor.",
        Form.PROJECT,
    ),
    Explained(
        "CFG005",
        "Environment variable that is not set",
        "`${NAME}` stands for the value of an environment variable, and there is none.",
        'targets:\n  portal: {crm: hubspot, token: "${HUBSPOT_TOKN}"}\n',
        'targets:\n  portal: {crm: hubspot, token: "${HUBSPOT_TOKEN}"}\n',
        "Set it in your shell: export HUBSPOT_TOKEN=...",
        Form.PROJECT,
    ),
    Explained(
        "CFG006",
        "Overlay at a place where it cannot stand",
        "An overlay speaks of one target: a file of the schema folder is read as part of all, and other machines have"
        " no such path.",
        "targets:\n  play: {crm: salesforce, embedded: true, overlay: [schema/play.yaml]}\n",
        "targets:\n  play: {crm: salesforce, embedded: true}\n",
        "Put it beside the schema folder, such as overlays/production.yaml.",
        Form.PROJECT,
    ),
    Explained(
        "CFG007",
        "Overlay that does not exist",
        "Without it the target would get what is meant for all.",
        "dealspec init deals\n"
        "echo 'targets: {play: {crm: salesforce, embedded: true, overlay: [play.yaml]}}' > deals/dealspec.yaml\n"
        "dealspec -C deals validate\n",
        "dealspec init deals\n"
        "echo 'targets: {play: {crm: salesforce, embedded: true, overlay: [play.yaml]}}' > deals/dealspec.yaml\n"
        "echo 'omit: [rules.no_touch]' > deals/play.yaml\n"
        "dealspec -C deals validate\n",
        "Mend the path, which is relative to dealspec.yaml, or take it out.",
        Form.SHELL,
    ),
    Explained(
        "CRM001",
        "Target that is not encrypted",
        "The token would travel in clear; http is for embedded orgs on this machine alone.",
        f"targets:\n  sandbox:\n    crm: salesforce\n    url: http://example.my.salesforce.com\n{_SANDBOX}",
        f"targets:\n  sandbox:\n    crm: salesforce\n    url: https://example.my.salesforce.com\n{_SANDBOX}",
        "Write https.",
        Form.PROJECT,
    ),
    Explained(
        "CRM002",
        "Address that is not one",
        "A target is reached at `https://` and a host; anything else would fail on the first call.",
        f"targets:\n  sandbox:\n    crm: salesforce\n    url: example.my.salesforce.com\n{_SANDBOX}",
        f"targets:\n  sandbox:\n    crm: salesforce\n    url: https://example.my.salesforce.com\n{_SANDBOX}",
        "Copy it from the CRM's own address line.",
        Form.PROJECT,
    ),
)
