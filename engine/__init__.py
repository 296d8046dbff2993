"""The machine: runs diagrams and knows no customer. This is its front door; nobody imports deeper."""

from engine.clock import clock_offset, now, turn_clock
from engine.errors import EngineError, ExpressionError, Finding, Refused
from engine.store import UtcDateTime, begin_immediate, metadata, prepare_database

__all__ = [
    "EngineError",
    "ExpressionError",
    "Finding",
    "Refused",
    "UtcDateTime",
    "begin_immediate",
    "clock_offset",
    "metadata",
    "now",
    "prepare_database",
    "turn_clock",
]
