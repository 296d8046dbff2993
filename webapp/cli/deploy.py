"""`tandem deploy`: check the process packages on disk and deploy those that changed."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

import engine
from webapp import processes
from webapp.domain import packages, wording
from webapp.domain.people import SYSTEM
from webapp.handlers import HANDLERS
from webapp.transaction import transaction


@click.command("deploy")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Say what would be refused; deploy nothing.")
@with_appcontext
def command(folder: Path | None, only_check: bool) -> None:
    """Deploy the package in FOLDER, or every package of the installation."""
    for package in _found(folder):
        _show_findings(packages.check(package.files, handlers=HANDLERS))
        if not only_check:
            click.echo(deploy(package))


def deploy_all() -> list[str]:
    """Deploy every package of the installation; returns a line about each."""
    return [deploy(package) for package in _found(None)]


def deploy(package: processes.Package) -> str:
    """Deploy one package if its content changed; returns a line that says which version it is."""
    try:
        with transaction() as session:
            version = packages.deploy(session, package.files, actor=SYSTEM, handlers=HANDLERS)
    except engine.Refused as error:
        _show_findings(error.findings)
        raise click.ClickException(f"{package.manifest.key} was refused; what runs goes on.") from error
    return f"{package.manifest.key}: version {version.number}"


def _found(folder: Path | None) -> list[processes.Package]:
    try:
        if folder is not None:
            return [processes.read(folder)]
        return processes.find(current_app.config["SETTINGS"].processes_dir)
    except (OSError, processes.NotAPackage) as error:
        raise click.ClickException(f"This is no process package: {error}") from error


def _show_findings(findings: tuple[engine.Finding, ...] | list[engine.Finding]) -> None:
    for finding in findings:
        click.echo(wording.finding_words(finding), err=True)
