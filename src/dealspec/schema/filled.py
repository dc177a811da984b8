"""A scalar node whose text came about by variables. Decides nothing."""

from __future__ import annotations

import yaml

from dealspec.core.written import Written


class Filled(yaml.ScalarNode):
    """A scalar node with its variables put in. Without ``is_sound`` a fault about it is told already."""

    def __init__(
        self, node: yaml.ScalarNode, value: str, written: Written, *, tag: str | None = None, is_sound: bool = True
    ) -> None:
        style = None if tag else node.style
        super().__init__(tag or node.tag, value, node.start_mark, node.end_mark, style)
        self.written = written
        self.is_sound = is_sound
