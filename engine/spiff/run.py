"""A run: one case in memory, from restore to dump. Each verb acts and then moves on until only waits remain.

A verb that raises leaves the run unusable: its caller throws it away and restores the last stored state.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from engine.errors import EngineError, NotWaiting, TaskNotOpen
from engine.spiff import moves, rising, signers, state
from engine.spiff.driver import advance
from engine.spiff.journal import Moved, Thrown
from engine.spiff.scopes import Case
from engine.spiff.shelf import copied
from engine.spiff.specs import listeners
from engine.spiff.specs.activities import JobTask, UserTask
from engine.spiff.specs.definitions import ErrorDefinition
from engine.spiff.specs.events import CatchEvent
from engine.spiff.specs.flow_node import FlowNode
from engine.spiff.specs.process import Threshold
from engine.spiff.tokens import Token, under
from engine.spiff.waits import Standing, TokenAt, Wait, listens, standing_of, tokens_of, wait_of


class Run:
    """One case, restored or just started."""

    def __init__(self, case: Case) -> None:
        self._case = case

    # -- what it waits for and where it stands

    def waits(self) -> list[Wait]:
        """Everything that the case waits for from outside, the oldest first."""
        return self.told(self.standing())

    def standing(self) -> Mapping[str, Standing]:
        """The same by its token, as far as it may change while it stays."""
        return standing_of(self._case)

    def told(self, standing: Mapping[str, Standing], but: Container[str] = ()) -> list[Wait]:
        """All that is told of what stands, but of what waits under these tokens."""
        return [wait_of(self._case, stands) for token, stands in standing.items() if token not in but]

    def tokens(self) -> list[TokenAt]:
        """Where the case stands on its diagrams."""
        return tokens_of(self._case)

    @property
    def listens(self) -> bool:
        """Whether anything outside, or a condition, can still move it."""
        return listens(self._case)

    @property
    def process_id(self) -> str:
        return self._case.spec.element.id

    @property
    def variables(self) -> Mapping[str, Any]:
        """The variables of the process itself."""
        return copied(self._case.own_variables or {})

    @property
    def ended(self) -> bool:
        return self._case.outcome is not None

    @property
    def outcome(self) -> str | None:
        """`completed`, `terminated`, `canceled` or `error:<code>`; None while the case runs."""
        return self._case.outcome

    # -- what happens to it

    def complete(self, token: str, variables: Mapping[str, Any], *, decides: bool = False) -> None:
        """A person has answered a user task; with added signers it waits until everybody has."""
        base, number = signers.split(token)
        found = self._open(base, UserTask)
        if signers.SIGNERS in found.internal_data:
            answers = signers.answer(found, number, variables, decides=decides)
            if answers is None:
                return
            variables = answers
        self._finish(found, variables)

    def finish_job(self, token: str, variables: Mapping[str, Any]) -> None:
        """A worker has done a job, or what a listener asked for."""
        if ":" not in token:
            self._finish(self._open(token, JobTask), variables)
            return
        listeners.answered(self._open(token, FlowNode), variables)
        self._advance()

    def give(self, token: str, action: str, assignee: str | None) -> None:
        """A user task has got into these hands, or out of any."""
        base, number = signers.split(token)
        if number == signers.ROOT:   # who was added to sign is nobody that the diagram knows
            listeners.give(self._open(base, UserTask), action, assignee)

    def throw_error(self, token: str, code: str, message: str = "") -> None:
        """A worker, or a person's task, ends in an error that the diagram may catch."""
        found = self._open(token, FlowNode)
        host = found.member_of or found
        if not rising.rise(host.workflow, host, ErrorDefinition(code, message), None):
            raise EngineError(
                "error-not-caught", code=code, message=message, element=found.task_spec.element.id,
            )
        self._advance()

    def fire(self, token: str) -> None:
        """A timer is due."""
        self.deliver(token, {})

    def deliver(self, token: str, variables: Mapping[str, Any]) -> None:
        """A message has come for the one who waits."""
        found = self._open(token, CatchEvent)
        found.task_spec.happen(found, variables)
        self._advance()

    def signal(self, name: str, variables: Mapping[str, Any] | None = None, token: str = "") -> int:
        """A signal is heard, by this token alone if one is named; the answer is by how many."""
        hearing = [one for one in rising.listeners_of(self._case, name) if token in ("", one.token_id)]
        rising.broadcast(self._case, name, variables or {}, hearing)
        self._advance()
        return len(hearing)

    def cancel(self) -> None:
        """End the case from outside."""
        rising.terminate(self._case)
        self._case.outcome = "canceled"

    # -- moves by hand: docs/engine/moves.md

    def targets(self, token: str, *, back: bool, among: Container[str] | None = None) -> list[moves.Place]:
        """Where a token may be moved, or sent back to, as things stand: anywhere, or to these elements."""
        return moves.targets(self._case, self._movable(token), back=back, among=among)

    def send_back(self, token: str, place: str, *, straight: bool = False) -> None:
        """Return a token to an earlier step."""
        moves.send_back(self._case, self._movable(token), place, straight=straight)
        self._advance()

    def move(self, token: str, place: str) -> None:
        """Let a token go on at another step."""
        moves.move(self._case, self._movable(token), place)
        self._advance()

    def add(self, place: str) -> None:
        """Set one more token down."""
        moves.set_down_beside(self._case, place)
        self._advance()

    def cancel_token(self, token: str) -> None:
        """Take one token away."""
        moves.cancel(self._movable(token))
        self._advance()

    def skip(self, token: str) -> None:
        """Go on as if a step were done."""
        moves.skip(self._case, self._movable(token))
        self._advance()

    def set_variables(self, values: Mapping[str, Any], token: str = "") -> None:
        """Set variables, from where a token stands or of the process."""
        moves.set_variables(self._case, self._movable(token) if token else None, values)
        self._advance()

    def add_member(self, token: str, item: Any) -> None:
        """One instance more beside this one."""
        moves.add_member(self._movable(token), item)
        self._advance()

    def add_signer(self, token: str, who: str, where: str) -> None:
        """Let somebody sign too."""
        base, number = signers.split(token)
        signers.add(self._open(base, UserTask), number, who, where)

    def remove_signer(self, token: str) -> None:
        """Let an added signer go; if nobody is waited for any more the task is done."""
        base, number = signers.split(token)
        found = self._open(base, UserTask)
        if signers.remove(found, number):
            self._finish(found, signers.leave_with(found))

    def follows(self, later: str, earlier: str, process_id: str) -> bool:
        """Whether a step can follow an earlier one; in doubt, in another process, it does."""
        return moves.follows(self._case, later, earlier, process_id)

    # -- what it says

    def events(self) -> list[Moved]:
        """What has moved since last asked."""
        moved, self._case.moved = self._case.moved, []
        return moved

    def thrown(self) -> list[Thrown]:
        """Messages and signals for other cases, since last asked."""
        thrown, self._case.thrown = self._case.thrown, []
        return thrown

    def dump(self) -> bytes:
        """The whole state, for whoever stores nothing else."""
        return state.dump(self._case)

    def store(self) -> state.Stored:
        """The state to store, and beside it the heavy variables that are new in it."""
        return state.store(self._case)

    def _finish(self, found: Token, variables: Mapping[str, Any]) -> None:
        found.task_spec.hand_in(found, variables)
        found.complete()
        self._advance()

    def _open(self, token: str, kind: type[FlowNode]) -> Token:
        found = self._case.tokens.get(token.partition(":")[0])
        if found is None or not isinstance(found.task_spec, kind) or token not in listeners.names(found):
            raise TaskNotOpen("token-not-waiting", token=token)
        return found

    def _movable(self, token: str) -> Token:
        """The token that a move by hand is about; a signer's or a listener's is that of its task."""
        found = self._case.tokens.get(under(token))
        if found is None or found.host is not None or found.task_spec.only_listens or isinstance(found.task_spec, Threshold):
            raise NotWaiting("not-waiting", token=token)
        return found

    def _advance(self) -> None:
        advance(self._case)
