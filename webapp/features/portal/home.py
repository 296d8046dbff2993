"""The contact's projects on one page: how far each is, what waits for them, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template

from webapp.db import db
from webapp.domain import packages, portal, projects
from webapp.domain.portal import Courts, View
from webapp.features import locale


@dataclass(frozen=True)
class Station:
    """One stage on the line, as `macros/line.html` draws it."""

    number: int
    name: str
    state: str
    is_far: bool


@dataclass(frozen=True)
class Card:
    """One project on the front page."""

    view: View
    stations: list[Station]
    courts: Courts

    @property
    def stage(self) -> str:
        """Where the project is."""
        return next((each.name for each in self.stations if each.state == "here"), "")


def home_page() -> str:
    """The front page of whoever is in."""
    session = db.session()
    cards = [Card(view, stations(view), portal.courts_of(session, view, locale()))
             for view in portal.views_of(session, g.visitor)]
    return render_template("portal/home.html", cards=cards)


def stations(view: View) -> list[Station]:
    """The stages in order; a phone leaves out what is far from where we are."""
    session, found = db.session(), projects.stages(db.session(), view.project)
    here = next((place for place, stage in enumerate(found) if stage.state in ("active", "ahead")), 0)
    return [Station(place, packages.translate(session, view.project.version_id, stage.name, locale()),
                    "here" if stage.state == "active" else stage.state, abs(place - here) > 1)
            for place, stage in enumerate(found)]
