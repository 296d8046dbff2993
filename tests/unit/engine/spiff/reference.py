"""A second, tiny token interpreter for block-structured models, written to be obviously right.

A model is a tree of blocks. It can be drawn as BPMN, for the engine, and played here, block by block, with
no graph, no joins to evaluate and nothing stored. Where both disagree, one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

INTERRUPTED = frozenset({"watched", "timed", "lettered"})
"""A task with a signal, a timer or a message at its boundary, and what follows that."""

Open = tuple[str, str]   # the scope and the element of an open task


@dataclass
class Block:
    """A task, or a block of blocks: seq, xor, and, or, loop, sub, call, heard; `count` instances of task or sub.

    What is `heard` is a sub-process and, as its second block, the event sub-process that a signal begins in its place.
    """

    kind: str
    inner: list[Block] = field(default_factory=list)
    count: int = 0
    id: str = ""
    up: Block | None = None

    def numbered(self) -> Block:
        for number, block in enumerate(self.all()):
            block.id = f"{block.kind}{number}"
            for child in block.inner:
                child.up = block
        return self

    def all(self) -> Iterator[Block]:
        yield self
        for child in self.inner:
            yield from child.all()

    @property
    def salt(self) -> int:
        return int("".join(filter(str.isdigit, self.id))) * 7 + 3


def choice(block: Block, salt: int, options: int) -> int:
    """What a gateway chooses: the same arithmetic as in `condition`."""
    return (salt * 5 + block.salt) % options


@dataclass(eq=False)
class Token:
    """A token at a task or sub-process, or waiting at the end of a block for its siblings."""

    block: Block
    scope: Inside
    waits: bool = False
    came: Block | None = None   # the branch at whose end it waits
    total: int = 0              # how many instances there are or were
    removed: int = 0            # how many of them were taken away by hand
    instances: dict[int, Inside | None] = field(default_factory=dict)


@dataclass(eq=False)
class Inside:
    """The inside of the process or of one instance of a sub-process."""

    body: Block
    path: str
    host: Token | None = None
    tokens: list[Token] = field(default_factory=list)
    salt: int | None = None   # a called process keeps what is set in it until it ends
    listens: bool = True      # whether its event sub-process has not begun yet

    @property
    def process(self) -> Inside:
        """The process that this is in: itself if it is called or the outermost."""
        inside = self
        while inside.host is not None and inside.host.block.kind != "call":
            inside = inside.host.scope
        return inside

    def known_salt(self) -> int:
        """The salt as seen from here: of the nearest process that has one."""
        process = self.process
        while process.salt is None:
            assert process.host
            process = process.host.scope.process
        return process.salt


class Reference:
    """The played model."""

    def __init__(self, model: Block, salt: int) -> None:
        self.leave, self.ended = False, False
        self.top = Inside(model, "", salt=salt)
        self.enter(model, self.top)

    def open(self) -> list[Open]:
        return sorted((path, token.block.id) for token, _, path in self.tasks())

    def tasks(self) -> list[tuple[Token, int, str]]:
        """Every open task: its token, its instance and its scope."""
        return list(self._tasks(self.top))

    def complete(self, token: Token, instance: int, salt: int | None = None) -> None:
        if salt is not None:
            token.scope.process.salt = salt
        del token.instances[instance]
        self._leave_if_done(token)

    def signal(self, block: Block) -> None:
        for token, _, _ in self.tasks():
            if token.block is block:
                self.interrupt(token)

    def listening(self) -> list[Inside]:
        """The scopes in which an event sub-process still waits for its signal."""
        return [inside for inside in self._scopes(self.top)
                if inside.listens and inside.host is not None and inside.host.block.kind == "heard"]

    def begin_event_sub_process(self, block: Block) -> None:
        """Everybody who listens hears it; what was open in their scopes is gone."""
        for inside in [inside for inside in self.listening() if inside.host and inside.host.block is block]:
            if self._is_there(inside):
                inside.listens, inside.tokens = False, []
                self.enter(block.inner[1], inside)

    def interrupt(self, token: Token) -> None:
        """What was at the boundary has happened."""
        token.scope.tokens.remove(token)
        self.enter(token.block.inner[0], token.scope)

    def enter(self, block: Block, scope: Inside) -> None:
        match block.kind:
            case "task" | "watched" | "timed" | "lettered" | "sub" | "call" | "heard":
                self._begin(block, scope)
            case "seq" | "loop":
                self.enter(block.inner[0], scope)
            case _:
                for child in self.chosen(block, scope.known_salt()):
                    self.enter(child, scope)

    def chosen(self, block: Block, salt: int) -> list[Block]:
        """The branches that a gateway takes now."""
        match block.kind:
            case "xor":
                return [block.inner[choice(block, salt, len(block.inner))]]
            case "or":
                mask = 1 + choice(block, salt, 2 ** len(block.inner) - 1)
                return [child for number, child in enumerate(block.inner) if mask >> number & 1]
        return block.inner

    def leave_block(self, block: Block, scope: Inside) -> None:
        """A token comes out of a block."""
        up = block.up
        if block is scope.body or up is None or up.kind == "heard":
            self._close_if_empty(scope)
            return
        match up.kind:
            case "seq" if block is not up.inner[-1]:
                self.enter(next(b for a, b in pairwise(up.inner) if a is block), scope)
            case "loop" if not self.leave and choice(up, scope.known_salt(), 2) != 0:
                self.enter(block, scope)
            case "and" | "or":
                scope.tokens.append(Token(up, scope, waits=True, came=block))
                self._join(up, scope)
            case _:
                self.leave_block(up, scope)

    def _begin(self, block: Block, scope: Inside) -> None:
        token = Token(block, scope)
        scope.tokens.append(token)
        for _ in range(max(block.count, 1)):
            self.add_instance(token)
        for inside in list(token.instances.values()):
            if inside is not None:
                self.enter(inside.body, inside)

    def add_instance(self, token: Token) -> Inside | None:
        """One instance more, with nothing inside yet."""
        token.total += 1
        block = token.block
        name = f"{block.id}[{token.total}]" if block.count else block.id
        path = f"{token.scope.path}/{name}".strip("/")
        inside = Inside(block.inner[0], path, token) if block.kind in {"sub", "call", "heard"} else None
        token.instances[token.total] = inside
        return inside

    def _tasks(self, scope: Inside) -> Iterator[tuple[Token, int, str]]:
        for token in list(scope.tokens):
            for number, inside in list(token.instances.items()):
                if inside is not None:
                    yield from self._tasks(inside)
                else:
                    name = f"{scope.path}/{token.block.id}[{number}]".strip("/")
                    yield token, number, name if token.block.count else scope.path

    def _scopes(self, scope: Inside) -> Iterator[Inside]:
        yield scope
        for token in scope.tokens:
            for inside in token.instances.values():
                if inside is not None:
                    yield from self._scopes(inside)

    def _is_there(self, scope: Inside) -> bool:
        return any(other is scope for other in self._scopes(self.top))

    def _join(self, block: Block, scope: Inside) -> None:
        inner = set(map(id, block.all())) - {id(block)}
        if any(id(token.block) in inner for token in scope.tokens):
            return
        scope.tokens = [token for token in scope.tokens if token.block is not block]
        self.leave_block(block, scope)

    def _leave_if_done(self, token: Token) -> None:
        if not token.instances:
            token.scope.tokens.remove(token)
            self.leave_block(token.block, token.scope)

    def _close_if_empty(self, scope: Inside) -> None:
        if scope.tokens:
            return
        if scope.host is None:
            self.ended = True
            return
        host = scope.host
        if host.block.kind == "call" and scope.salt is not None:
            host.scope.process.salt = scope.salt
        host.instances = {number: inside for number, inside in host.instances.items() if inside is not scope}
        self._leave_if_done(host)
