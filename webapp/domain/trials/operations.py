"""Begin a trial of a draft, act in it, take a step back: rows of steps, by whoever may draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import drafts
from webapp.domain.drafts import Draft, Trial
from webapp.domain.people import Actor
from webapp.domain.trials.sandbox import play
from webapp.domain.trials.story import BadStep, Step, Story, read_story


class TrialMovedOn(drafts.DraftConflict):
    """Somebody played on in the same trial meanwhile."""


def opening(files: Mapping[str, bytes], process_id: str, variables: Mapping[str, Any]) -> Story:
    """A story that begins; a process that cannot even begin is refused with its reason. Played before anything is locked."""
    story = Story(process_id, engine.now().replace(microsecond=0), variables)
    play(files, story)
    return story


def continued(files: Mapping[str, bytes], trial: Trial, step: Step) -> Story:
    """The trial's story with one step more, played before anything is locked; a step that fails is not kept."""
    story = read_story(trial.story).then(step)
    played = play(files, story)
    if played.failure is not None:
        raise played.failure
    return story


def begin(session: Session, draft: Draft, story: Story, *, actor: Actor) -> Trial:
    """Keep a trial that has begun."""
    drafts.demand(session, actor, draft.package, "draft")
    row = Trial(draft_id=draft.id, story=story.as_json(), revision=1, begun_by=actor.id, begun_at=engine.now())
    session.add(row)
    session.flush()
    return row


def open_trial(session: Session, draft: Draft, trial_id: int) -> Trial | None:
    """A trial of this draft."""
    row = session.get(Trial, trial_id)
    return row if row is not None and row.draft_id == draft.id else None


def trials_of(session: Session, draft: Draft) -> list[Trial]:
    """The draft's trials, the latest first."""
    return list(session.scalars(select(Trial).where(Trial.draft_id == draft.id).order_by(Trial.id.desc()).limit(20)))


def keep(session: Session, draft: Draft, trial: Trial, story: Story, *, seen: int, actor: Actor) -> None:
    """The story as it goes on, if nobody has played on meanwhile."""
    drafts.demand(session, actor, draft.package, "draft")
    session.refresh(trial, with_for_update=True)
    if trial.revision != seen:
        raise TrialMovedOn("trial-moved-on")
    trial.story, trial.revision = story.as_json(), trial.revision + 1


def step_back(session: Session, draft: Draft, trial: Trial, *, seen: int, actor: Actor) -> None:
    """As if the last step had not been made."""
    story = read_story(trial.story)
    if not story.steps:
        raise BadStep("trial-at-start", field="step")
    keep(session, draft, trial, story.without_last(), seen=seen, actor=actor)
