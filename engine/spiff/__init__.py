"""Running diagrams: the one place that says SpiffWorkflow. JSON and bytes in and out, no tables.

    program = load(files)                                  # Refused(findings) if anything is not executed
    run = program.start("lifecycle", {"amount": 7}, now)   # moves on until only waits remain
    for wait in run.waits(): ...                           # tasks, jobs, timers, messages, signals
    run.complete(wait.token, {"approved": True})           # each verb acts and moves on
    state = run.dump()                                     # store it; later:
    run = program.restore(state, now)

Who stores much calls `run.store()` instead: the state, and beside it the heavy variables that are new in it, to be
kept by their hash. `program.restore(state, now, around)` asks its surroundings for them when something reads one.

`check(files)` lists every finding and never raises. A `Program` is immutable and shared between threads;
a `Run` belongs to one. A verb that raises (`ExpressionError`, `EngineError`, `TaskNotOpen`) leaves its run
unusable: throw it away and restore the stored state.

A `Wait` has a short stable token id, its kind (task, job, timer, message, signal), its element, process and
scope (`contract/review[2]`: the activities around it, with the number of the instance), and the facts of its
kind: `task` (TaskFacts), `job` (JobFacts), `due_at` and `repetitions` (-1 for ever), `message` and
`correlation_key`, `signal`. A user task with a boundary timer gives two waits. An event of a cycle keeps its
token after it fired, with a new `due_at`. `Run.standing()` says of each wait only what may change while it stays, and
`Run.told(standing)` all that is told of it.

`Program.starts` lists the start events that wait for a message or signal; a start by one of them names it:
`program.start(process_id, variables, now, element_id=...)`. The correlation key of its message is not asked.

Results handed in go to the nearest variable of their name, else to the process. With output mappings only what
these name leaves the activity. An instance of a multi-instance with an output collection keeps what is written
in it. A called process sees its caller's variables; what it sets comes back when it ends. The caller passes
only the answers named in `Program.routing_names` on to a run.

`Run.events()` tells what moved since last asked, `Run.thrown()` the messages and signals meant for other cases
(those awaited in the case itself have been delivered already), `Run.outcome` how it ended: completed,
terminated, canceled or error:<code>.
"""

from engine.spiff.adoption import Adopted, Said, Wishes, adopt
from engine.spiff.check import check
from engine.spiff.check.profile import Profile
from engine.spiff.dialect import HEARS_ASSIGNING
from engine.spiff.facts import JobFacts, TaskFacts
from engine.spiff.journal import Moved, Thrown
from engine.spiff.libraries import Binding, Bound
from engine.spiff.moves import Place
from engine.spiff.outline import Process, ProcessElement, ProcessFlow, drawn
from engine.spiff.program import Program, StartTrigger, TimedStart, load, reload
from engine.spiff.run import Run
from engine.spiff.scripts import ScriptFailed, register_script_language
from engine.spiff.shelf import Fetch, Texts
from engine.spiff.state import Stored, variables_in
from engine.spiff.surroundings import Surroundings
from engine.spiff.times import ENDLESS, turn_after
from engine.spiff.waits import Standing, TokenAt, Wait

__all__ = [
    "ENDLESS",
    "HEARS_ASSIGNING",
    "Adopted",
    "Binding",
    "Bound",
    "Fetch",
    "JobFacts",
    "Moved",
    "Place",
    "Process",
    "ProcessElement",
    "ProcessFlow",
    "Profile",
    "Program",
    "Run",
    "Said",
    "ScriptFailed",
    "Standing",
    "StartTrigger",
    "Stored",
    "Surroundings",
    "TaskFacts",
    "Texts",
    "Thrown",
    "TimedStart",
    "TokenAt",
    "Wait",
    "Wishes",
    "adopt",
    "check",
    "drawn",
    "load",
    "register_script_language",
    "reload",
    "turn_after",
    "variables_in",
]
