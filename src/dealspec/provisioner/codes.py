"""What is wrong with a plan file: its codes."""

from __future__ import annotations

from dealspec.core.explained import Explained, Form

PLAN_CODES = (
    Explained(
        "PLN001",
        "File that is not a plan",
        "What is applied must be what was shown: a plan that was edited or damaged may do something else.",
        "dealspec init deals\n"
        "dealspec -C deals plan salesforce -o plan.json\n"
        "sed -i.bak 's/Partner motion/Motion/' plan.json\n"
        "dealspec -C deals apply plan.json\n",
        "dealspec init deals\ndealspec -C deals plan salesforce -o plan.json\ndealspec -C deals apply plan.json\n",
        "Make it anew with `dealspec plan TARGET -o plan.json`.",
        Form.SHELL,
    ),
    Explained(
        "PLN002",
        "State that cannot be read",
        "The state says what was last agreed of an org. Without it, what is there is held rather than written over.",
        "dealspec init deals\n"
        "dealspec -C deals apply salesforce --auto-approve\n"
        "for file in deals/.dealspec/state/*.json; do echo '{}' > \"$file\"; done\n"
        "dealspec -C deals plan salesforce\n",
        "dealspec init deals\ndealspec -C deals apply salesforce --auto-approve\ndealspec -C deals plan salesforce\n",
        "Take an earlier version of the file, or make it anew with `dealspec state rebuild TARGET`.",
        Form.SHELL,
    ),
)
