"""`python -m webapp.cli`: the tandem command where no script of that name is installed."""

from webapp.cli import tandem

tandem(prog_name="tandem")
