"""Registers: what people keep looking up in a project, read from the answers that were given anyway."""

from webapp.domain.registers.queries import Entry, Register, library, of_customer, of_project

__all__ = ["Entry", "Register", "library", "of_customer", "of_project"]
