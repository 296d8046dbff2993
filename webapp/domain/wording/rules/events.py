"""Rules of events and of those who listen: what is wrong, and what the author of the diagram does about it."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.domain.wording.rules.diagrams import ELSEWISE

N_ = str

RULES: Mapping[str, tuple[str, str]] = {
    "boundary-at-handler": (
        N_("a step that undoes another carries a boundary event"),
        N_("Take the boundary event off.")),
    "boundary-without-activity": (
        N_("this boundary event sits on no activity"),
        N_("Attach it to an activity.")),
    "cancel-not-caught": (
        N_("a transaction can be cancelled, but nothing catches that"),
        N_("Draw a cancel event at the border of the transaction.")),
    "cancel-outside-transaction": (
        N_("a cancel event stands outside a transaction"),
        N_("Move it into a transaction.")),
    "compensation-leads-nowhere": (
        N_("this compensation names no step that can be undone"),
        N_("Name an activity with a compensation handler.")),
    "compensation-twice": (
        N_("a step has more than one compensation handler"),
        N_("Leave one of them.")),
    "compensation-without-handler": (
        N_("nothing is joined to this compensation event"),
        N_("Join the step that undoes by an association.")),
    "event-about-nothing": (
        N_("this event does not say what it waits for or throws"),
        N_("Choose a timer, a message, a signal, an error or another kind.")),
    "event-sub-process-start": (
        N_("an event sub-process needs exactly one start event that says what it waits for"),
        N_("Draw one such start event.")),
    "link-leads-nowhere": (
        N_("this link has no other end"),
        N_("Draw a catching link event of the same name in the same scope.")),
    "link-twice": (
        N_("two links of one scope share a name"),
        N_("Give each its own name.")),
    "link-without-name": (
        N_("this link has no name"),
        N_("Give both ends the same name.")),
    "must-interrupt": (
        N_("this event has to interrupt"),
        N_("Draw it with a solid border.")),
    "parallel-start": (
        N_("a start event that wants all of its events waits for messages alone or for signals alone: of anything else nothing says "
           "what belongs together"),
        ELSEWISE),
    "parallel-race": (
        N_("this gateway wants all of its events, which only messages that begin a process can be"),
        N_("Let it begin the process with messages behind it, or use a parallel gateway.")),
    "race-without-event": (
        N_("behind this gateway stands something that waits for nothing"),
        N_("Put events that wait behind it.")),
    "several-event-definitions": (
        N_("an event of this kind waits for one thing only"),
        N_("Leave one definition.")),
    "start-by-event-not-executed": (
        N_("a start event of this kind is not executed here"),
        N_("Use a plain start, a message, a signal or a timer.")),
    "start-name-computed": (
        N_("what starts the process is named by an expression"),
        N_("Write the name itself.")),
    "timer-incomplete": (
        N_("this timer names no moment, length or cycle"),
        N_("Write one of them.")),
    "listener-moment": (
        N_("a listener at “%(value)s” is not asked here"),
        N_("Listen when a user task is created, given to somebody or completed, at the start of a gateway, at the end of a "
           "boundary event; use a service task for the rest.")),
    "listener-updating": (
        N_("a listener at “%(value)s” would never be asked"),
        N_("Take it out: nothing changes the time, priority or people of an open task here.")),
    "listener-canceling": (
        N_("a listener at “%(value)s” is not asked here"),
        N_("Draw the work behind the event that interrupts: what takes a task away takes effect at once and waits for no worker.")),
}
