"""Conversations: pools that speak with each other, drawn instead of their single messages."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model
from engine.spiff.source import bare, bpmn, local_name

CONVERSATIONS = frozenset({"conversation", "subConversation", "callConversation"})


def conversation_rules(model: Model) -> Iterator[Finding]:
    """Clause 9.5: at least two take part, and links join them to their conversation."""
    for conversation in model.every(*CONVERSATIONS):
        spoken = {bare(one.text) for one in conversation.findall(bpmn("participantRef"))}
        if len(spoken) < 2:
            yield broken("conversation-alone", model.file, conversation)
    for link in model.every("conversationLink"):
        ends = [model.find(link.get(end)) for end in ("sourceRef", "targetRef")]
        if None not in ends and sum(local_name(end) in CONVERSATIONS for end in ends if end is not None) != 1:
            yield broken("conversation-link-end", model.file, link)
