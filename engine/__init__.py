"""The machine: runs diagrams and knows no customer. This is its front door; nobody imports deeper."""

from engine.clock import clock_offset, now, turn_clock
from engine.errors import EngineError, ExpressionError, Finding, Refused

__all__ = [
    "EngineError",
    "ExpressionError",
    "Finding",
    "Refused",
    "clock_offset",
    "now",
    "turn_clock",
]
