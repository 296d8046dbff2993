"""Projects and who belongs to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.customers import Contact, Customer


class Project(Model):
    """A project; its stage follows the tokens of its lifecycle and is never typed by hand."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead: Mapped[str] = mapped_column(String(80), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("engine_version.id"), index=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("engine_instance.id"), unique=True)
    stage: Mapped[str | None] = mapped_column(String(100), index=True)
    answers: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(80))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))

    customer: Mapped[Customer] = relationship(lazy="joined", innerjoin=True)
    contact: Mapped[Contact | None] = relationship(lazy="joined")


class ProjectFile(Model):
    """A kept file that an answer of this project names: whoever may see the project may read the file."""

    __tablename__ = "project_file"

    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)


class SideCase(Model):
    """A process that runs beside the lifecycle and belongs to a project: a change, a complaint, a review."""

    __tablename__ = "side_case"

    instance_id: Mapped[int] = mapped_column(ForeignKey("engine_instance.id"), primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    package: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    """Counted per project and package, so that people can speak of the project's third change."""
    begun_at: Mapped[datetime]


class ProjectMember(Model):
    """Who does what in this project: a role's work here belongs to the member named for it."""

    __tablename__ = "project_member"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)
    since: Mapped[datetime]
