"""`tandem deploy`: check the process packages on disk and deploy those that changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

import engine
from webapp import processes
from webapp.config import LOCALES
from webapp.db import db
from webapp.domain import drafts, packages, wording
from webapp.domain.people import SYSTEM
from webapp.handlers import VERBS
from webapp.transaction import transaction


@click.command("deploy")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Say what would be refused and what is doubtful; deploy nothing.")
@click.option("--replace", is_flag=True, help="Deploy even over a version that the studio published.")
@click.option("--lang", type=click.Choice(LOCALES), default=None, help="The language of what is found.  [default: LANG]")
@with_appcontext
def command(folder: Path | None, only_check: bool, replace: bool, lang: str | None) -> None:
    """Deploy the package in FOLDER, or every package of the installation."""
    for package in _found(folder):
        _show_findings(packages.check(package.files, handlers=VERBS), lang)
        if only_check:
            _show_findings(packages.lint(package.files), lang)
        else:
            click.echo(deploy(package, lang) if replace else deploy_unless_published(package, lang))


def deploy_all() -> list[str]:
    """Deploy every package of the installation that the studio has not taken over; returns a line about each."""
    return [deploy_unless_published(package) for package in _found(None)]


def deploy_unless_published(package: processes.Package, lang: str | None = None) -> str:
    """Deploy a package from disk, unless its live version came from the studio: what owners published stays (ADR 0014)."""
    key = package.manifest.key
    standing = drafts.stands_before_disk(db.session(), key)
    if standing is None:
        return deploy(package, lang)
    return f"{key}: version {standing.number} of the studio stays; deploy the folder with --replace, or take it into a draft there"


def deploy(package: processes.Package, lang: str | None = None) -> str:
    """Deploy one package if its content changed; returns a line that says which version it is."""
    try:
        with transaction() as session:
            version = packages.deploy(session, package.files, actor=SYSTEM, handlers=VERBS)
    except engine.Refused as error:
        _show_findings(error.findings, lang)
        raise click.ClickException(f"{package.manifest.key} was refused; what runs goes on.") from error
    return f"{package.manifest.key}: version {version.number}"


def _found(folder: Path | None) -> list[processes.Package]:
    try:
        if folder is not None:
            return [processes.read(folder)]
        return processes.find(current_app.config["SETTINGS"].processes_dir)
    except (OSError, processes.NotAPackage) as error:
        raise click.ClickException(f"This is no process package: {error}") from error


def _show_findings(findings: Iterable[engine.Finding], lang: str | None) -> None:
    locale = lang or callers_locale(os.environ)
    for finding in findings:
        click.echo(wording.finding_words(finding, locale), err=True)


def callers_locale(environ: Mapping[str, str]) -> str:
    """The language the terminal is set to, as every command there finds it; English where it is neither of ours."""
    said = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if said.startswith("zh") else "en"
