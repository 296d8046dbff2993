"""What is legal but doubtful in a package: what may happen, and what its author may do about it."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

RULES: Mapping[str, tuple[str, str]] = {
    "done-more-than-once": (
        N_("branches that run side by side both lead here, so this is done once for each"),
        N_("Join the branches before this element, or say that it is meant.")),
    "form-without-task": (
        N_("no task and no start uses the form %(form_id)s"),
        N_("Use the form in a diagram, or remove it.")),
    "join-waits-for-ever": (
        N_("this join may wait for ever: nothing may come by %(missing)s"),
        N_("Join with the kind of gateway that split, or let every branch reach the join.")),
    "loop-without-wait": (
        N_("a circle goes round without waiting for anybody or anything: %(circle)s"),
        N_("Let somebody or something be waited for inside the loop, or be sure that it ends.")),
    "name-missing": (
        N_("this activity has no name"),
        N_("Write what is done here: people read it in their inbox.")),
    "never-ends": (
        N_("once here, a case can never end"),
        N_("Draw a way from here to an end.")),
    "never-reached": (
        N_("no case ever comes here"),
        N_("Draw a way to it, or remove it.")),
    "nobody-may-do-it": (
        N_("nobody can get this task: it has neither an assignee nor candidates"),
        N_("Name an assignee, candidate groups or candidate users.")),
    "path-simply-ends": (
        N_("a path ends here without an end event, while others have one"),
        N_("Draw an end event, so that readers see that nothing is missing.")),
    "split-without-default": (
        N_("no way out of this gateway may hold, and the case would stop: %(example)s"),
        N_("Mark one flow as the default, or cover the missing answers.")),
    "table-gap": (
        N_("no rule holds for %(example)s"),
        N_("Add a rule or a default output for these values.")),
    "table-overlap": (
        N_("the rules %(rules)s all hold for %(example)s, where one may"),
        N_("Let one rule hold for these values, or choose another hit policy.")),
    "task-without-form": (
        N_("this task has no form"),
        N_("Choose a form, so that an answer can be given.")),
    "timer-in-the-past": (
        N_("the date %(date)s has passed"),
        N_("Write a later date, or a duration.")),
    "tokens-multiply": (
        N_("branches that are never joined lead back here, more of them each round"),
        N_("Join the branches before the flow leads back.")),
    "too-many-states": (
        N_("too much runs side by side here to be looked at in every order"),
        N_("Move a part of the diagram into a sub-process.")),
    "undoes-nothing": (
        N_("nothing of what is to be undone here has a handler, so nothing happens"),
        N_("Draw a compensation event with its handler at the step that is to be undone, or remove this event.")),
    "variable-never-set": (
        N_("nothing in the package sets %(name)s"),
        N_("Set it by a form, script, decision or mapping, or correct the name.")),
    "words-missing": (
        N_("“%(text)s” has no translation"),
        N_("Add it to the translations of the package.")),
}
