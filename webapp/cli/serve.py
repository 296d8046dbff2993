"""`tandem serve`: the web server, with as many processes and threads as the machine is worth."""

from __future__ import annotations

import os

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from webapp.config import BadSettings, Settings

SECONDS_TO_FINISH = 10


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
@click.option("--embedded-worker/--no-embedded-worker", default=None,
              help="Also do what is due in the web process.")
def command(host: str, port: int, workers: int, threads: int, embedded_worker: bool | None) -> None:
    """Serve the application until SIGINT or SIGTERM."""
    if embedded_worker is not None:
        os.environ["TANDEM_EMBEDDED_WORKER"] = "1" if embedded_worker else "0"
    try:
        Settings.from_env()
    except BadSettings as error:
        raise click.ClickException(str(error)) from error
    serve(host=host, port=port, workers=workers, threads=threads)


def serve(*, host: str, port: int, workers: int = 1, threads: int = 4) -> None:
    """Run the server in this process; returns when it was told to stop."""
    server = Server(
        "wsgi:app", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=threads, log_level=LogLevels.error, workers_kill_timeout=SECONDS_TO_FINISH,
        respawn_failed_workers=workers > 1, websockets=False,
    )
    server.serve()
