"""The agenda: which tokens are ready to run, the deepest scope first, in it the oldest."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.spiff.tokens import Token


class Agenda:
    """Ready tokens by the depth of their scope. One that was canceled meanwhile is passed over."""

    def __init__(self) -> None:
        self._by_depth: dict[int, deque[Token]] = {}

    def add(self, token: Token) -> None:
        self._by_depth.setdefault(token.workflow.depth, deque()).append(token)

    def next(self) -> Token | None:
        """The next token to run; None when all are at rest."""
        while self._by_depth:
            deepest = max(self._by_depth)
            tokens = self._by_depth[deepest]
            token = tokens.popleft()
            if not tokens:
                del self._by_depth[deepest]
            if token.state == TaskState.READY and token.is_alive:
                return token
        return None
