"""A server that gives prepared answers in turn, for what the embedded portal has no reason to answer."""

from __future__ import annotations

from dealspec.emulator.web import Request, Response


class Script:
    """Answers in the order given and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.asked: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.asked.append(request)
        return self.answers.pop(0)
