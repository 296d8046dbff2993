"""Plays a case: every step as its person would do it, every wait by turning the clock.

What was done is always read back from the server, never remembered here: a run that was killed goes on
where the server stands, and a step whose answer got lost on the way is not done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.cli.play import answering, opening, signing
from webapp.cli.play.browser import Browser, Interrupted
from webapp.cli.play.case import Case, CaseError, Step
from webapp.cli.play.expectations import unmet
from webapp.cli.play.fill import CannotFill, Hand
from webapp.cli.play.pages import Page
from webapp.cli.play.report import called
from webapp.cli.play.stage import NeverSettled, Stage
from webapp.cli.play.tally import Tally

TRIES = 40
HOPS = 2000
MARGIN = timedelta(hours=1)
PAUSE_SECONDS = 1.0

Tell = Callable[[str], None]


class Story:
    """One run of one case on one stage."""

    def __init__(self, case: Case, stage: Stage, *, reference: str, tell: Tell) -> None:
        self.case, self.stage, self.reference, self.tell = case, stage, reference, tell
        self.lead = case.people["project_lead"][0].username
        self.tally = Tally(case)
        self.seen: dict[str, Any] | None = None
        self.told: set[int] = set()

    # the whole run
    def play(self, *, begins: datetime | None) -> dict[str, Any]:
        """Play every step that is not done yet and return the trail."""
        opening.sign_in(self.stage, self.lead, self.case)
        seen = self.settle()
        if seen["trail"] is None:
            self.turn_to(begins or self.real_now(seen) - self.case.duration - MARGIN)
            opening.open_project(self.stage, self.case, self.hand(), self.reference, self.lead)
            self.seen = None
            project = self.settle()["trail"]["project"]
            self.tell(f"started {project['code']} {project['name']}")
        for place, step in enumerate(self.case.steps):
            self.take(step, later=self.case.steps[place + 1:])
        trail = self.whole()
        self.post("/demo/clock/return", {})
        return trail

    def take(self, step: Step, *, later: tuple[Step, ...]) -> None:
        """Take one step, unless the server shows that it was taken."""
        if step.acts and self.tally.takes(step, self.settle()["trail"]):
            return
        if not step.acts and self.is_past(later):
            return
        self.pass_time(self.case.pause_before(step))
        if step.task or step.begin:
            self.do(step)
        elif step.edit:
            self.edit(step)
        if step.expect:
            self.expect(step)

    # what the server shows
    def look(self) -> dict[str, Any]:
        """Where the project stands this moment."""
        return self.stage.browser(self.lead).json(f"/demo/trails/{self.reference}?brief=1")

    def settle(self) -> dict[str, Any]:
        """Where the project stands once nothing is due any more; true until something is done."""
        if self.seen is None:
            self.seen = self.stage.settle(self.look)
        return self.seen

    def whole(self) -> dict[str, Any]:
        """The whole trail, once nothing is due any more."""
        self.settle()
        return dict(self.stage.browser(self.lead).json(f"/demo/trails/{self.reference}")["trail"])

    def is_past(self, later: tuple[Step, ...]) -> bool:
        """Whether the server already shows a step that comes after this one."""
        after = next((step for step in later if step.acts), None)
        return after is not None and self.tally.shows(after, self.settle()["trail"])

    # time
    def pass_time(self, pause: timedelta) -> None:
        """Turn the clock forward, stopping wherever something becomes due on the way."""
        target = datetime.fromisoformat(self.settle()["now"]) + pause
        for _ in range(HOPS):
            seen = self.settle()
            now, next_at = datetime.fromisoformat(seen["now"]), seen["next_at"]
            if now >= target:
                return
            stop = datetime.fromisoformat(next_at) + timedelta(seconds=1) if next_at else target + MARGIN
            if stop > target:  # nothing becomes due until then, so nothing changes but the time
                self.turn_to(target)
                self.seen = {**seen, "now": target.isoformat()}
                return
            self.turn_to(min(max(stop, now + timedelta(seconds=1)), target))
        raise NeverSettled("something becomes due again and again")

    def turn_to(self, moment: datetime) -> None:
        """Turn the clock of the stage's database."""
        self.post("/demo/clock", {"to": moment.isoformat()})

    def post(self, address: str, fields: dict[str, str]) -> None:
        """Tell the stage machinery something; what was seen before is old now."""
        token, self.seen = (self.seen or {}).get("csrf_token"), None
        opening.post(self.stage.browser(self.lead), address, fields, token=token)

    @staticmethod
    def real_now(seen: Mapping[str, Any]) -> datetime:
        """The machine's own time."""
        return datetime.fromisoformat(seen["now"]) - timedelta(seconds=seen["turned_seconds"])

    def hand(self) -> Hand:
        """The hand that fills in a form, on the day it is."""
        now = datetime.fromisoformat(self.settle()["now"])
        return Hand(self.case, now.astimezone())

    # deeds
    def do(self, step: Step) -> None:
        """Do a step's task, however often the connection breaks on the way."""
        broke = ""
        for _ in range(TRIES):
            seen = self.settle()
            if not step.refused and self.tally.takes(step, seen["trail"]):
                return self.said(step, seen)
            self.refuse_incidents(step, seen["trail"])
            try:
                if step.begin:
                    self.judge(step, self.begin_beside(step, seen["trail"]))
                else:
                    self.hand_in(step, self.open_task(step, seen["trail"]), seen["trail"])
                self.seen = None
            except Interrupted as error:
                self.tell(f"{step.title}: {error}; looking again") if str(error) != broke else None
                self.seen, broke = None, str(error)
                time.sleep(PAUSE_SECONDS)
            if step.refused:
                return None
        raise self.wrong(step, f"was tried {TRIES} times and never arrived: {broke or 'the server shows nothing of it'}")

    def said(self, step: Step, seen: Mapping[str, Any]) -> None:
        if step.begin:
            return self.tell(f"{seen['now'][:16].replace('T', ' ')}  {step.begin} begun")
        task = [each for each in seen["trail"]["tasks"] if each["closed_at"] and step.means(each)][-1]
        return self.tell(f"{task['closed_at'][:16].replace('T', ' ')}  {called(task, 'name', self.case.language)}  ·  {task['by_name']}")

    def refuse_incidents(self, step: Step, trail: Mapping[str, Any]) -> None:
        """A process that is stuck stays stuck, however often one tries."""
        for incident in trail["incidents"]:
            raise self.wrong(step, f"the process is stuck at {incident['element']}: "
                                   f"{incident['message']} {incident['facts']}")

    def open_task(self, step: Step, trail: Mapping[str, Any]) -> dict[str, Any]:
        """The open task that the step means, or a complaint that says what is open instead."""
        who = self.case.username(step.by) if step.by else None
        fits = [task for task in trail["tasks"] if task["state"] == "open" and step.means(task)]
        mine = [task for task in fits if who in (None, task["assignee"]) or not task["assignee"]]
        if mine:  # of papers that wait for the same hand, the newest
            return dict(max(mine, key=lambda task: task["id"]) if mine[0]["side"] else mine[0])
        waiting = ", ".join(f"{task['element']} ({task['assignee'] or '/'.join(task['groups'])})"
                            for task in trail["tasks"] if task["state"] == "open") or "nothing"
        raise self.wrong(step, f"the task is not open; open now: {waiting}")

    def hand_in(self, step: Step, task: Mapping[str, Any], trail: Mapping[str, Any]) -> None:
        """Fill in the task's form and send it."""
        if str(task["assignee"] or "").startswith("contact:"):
            answer = self.by_mail(step, task, trail)
        else:
            answer = self.at_the_desk(step, task, trail)
        self.judge(step, answer)

    def judge(self, step: Step, answer: Page) -> None:
        """Whether what was sent was taken, as the step wants it."""
        if answer.status == 409:
            raise Interrupted(f"{answer.status} {answer.reasons}")
        if step.refused:
            self.check_refusal(step, answer)
        elif answer.status >= 400:
            raise self.wrong(step, f"was refused ({answer.status}): {answer.reasons}")

    def begin_beside(self, step: Step, trail: Mapping[str, Any]) -> Page:
        """Begin a process beside the project by hand, on its start form."""
        who = self.case.username(step.by) if step.by else self.lead
        where = f"/begin/{step.begin}"
        browser = opening.sign_in(self.stage, who, self.case)
        page = browser.get(f"/projects/{trail['project']['id']}{where}")
        if page.status != 200:
            raise self.wrong(step, f"{who} cannot begin {step.begin} ({page.status})")
        return self.fill_in(step, browser, page, to=where)

    def by_mail(self, step: Step, task: Mapping[str, Any], trail: Mapping[str, Any]) -> Page:
        """The customer: follow the mailed link, then sign, or fill in and send."""
        if task["side"]:
            self.say_unused(step)
            return signing.by_link(self.stage, self.hand(), step, task, trail)
        return self.fill_in(step, self.stage.browser("customer"), signing.errand(self.stage, self.case, task, trail))

    def at_the_desk(self, step: Step, task: Mapping[str, Any], trail: Mapping[str, Any]) -> Page:
        """Staff: sign in, open the task, claim it where a group shares it, fill in, send."""
        who = task["assignee"] or self.candidate(step, task)
        browser = opening.sign_in(self.stage, who, self.case)
        page = browser.get(f"/tasks/{task['id']}{'?alone=1' if self.stage.hurries and not task['side'] else ''}")
        if page.status != 200:
            raise self.wrong(step, f"{who} cannot open the task ({page.status})")
        if signing.is_ceremony(page):
            signer = next((player.name for player in self.case.players if player.username == who), who)
            self.say_unused(step)
            return signing.in_the_app(browser, page, signer, step, trail)
        if not task["assignee"] and (claim := page.form_to("/claim")):
            page = browser.write(claim, {})
            if page.form_to("/completion") is None:
                page = browser.get(f"/tasks/{task['id']}")
        return self.fill_in(step, browser, page)

    def fill_in(self, step: Step, browser: Browser, page: Page, *, to: str = "/completion") -> Page:
        """Write the answers over what is prefilled, and send."""
        try:
            return answering.answer(step.answers, self.hand(), browser, page, to=to)
        except CannotFill as error:
            raise self.wrong(step, str(error)) from error

    def candidate(self, step: Step, task: Mapping[str, Any]) -> str:
        """Who of the group does it: whom the step names, else the group's first."""
        if step.by:
            return self.case.username(step.by)
        for group in task["groups"]:
            if players := self.case.people.get(group):
                return players[0].username
        raise self.wrong(step, "nobody is named for it; say who with by = \"…\"")

    def edit(self, step: Step) -> None:
        """Take the document that is being signed back to the draft."""
        opening.until_it_arrives(lambda: self.take_back(step))
        self.tell(f"{step.title}: {step.edit}")

    def take_back(self, step: Step) -> None:
        """Take it back unless the server shows that it was."""
        self.seen = None
        if self.tally.takes(step, trail := self.settle()["trail"]):
            return
        answer = signing.take_back(self.stage.browser(self.lead), trail, step)
        self.seen = None
        if answer.status >= 400:
            raise self.wrong(step, f"no version of {step.edit} waits for signatures")
        self.tally.takes(step, self.settle()["trail"])

    # what must be so
    def check_refusal(self, step: Step, answer: Page) -> None:
        if answer.status != 422:
            raise self.wrong(step, f"should have been refused, but was answered {answer.status}")
        for word in step.refused:
            if word not in answer.reasons and not answer.tree.xpath(
                    "//*[@name=$name][@aria-invalid='true']", name=word):
                raise self.wrong(step, f"the refusal does not speak of {word}: {answer.reasons}")
        self.tell(f"{step.title}: refused, as it should be: {answer.reasons}")

    def expect(self, step: Step) -> None:
        """Compare what the case expects with what is there."""
        if problems := unmet(step.expect, self.whole(), self.case):
            raise self.wrong(step, "; ".join(problems))

    def say_unused(self, step: Step) -> None:
        """Name what a case writes beside a signature, once: nothing is dropped in silence."""
        if step.number not in self.told and (words := signing.unused(step)):
            self.told.add(step.number)
            self.tell(str(self.wrong(step, words)))

    def wrong(self, step: Step, problem: str) -> CaseError:
        return CaseError(self.case.file, step.title, problem)
