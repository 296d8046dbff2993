"""Playing cases: a project told in a file goes through the product as its people would carry it."""

from webapp.cli.play.command import command

__all__ = ["command"]
