"""What surrounds a case while it runs, and is asked only when something in it wants it."""

from __future__ import annotations

from engine.immutable import immutable
from engine.spiff.libraries import Elsewhere
from engine.spiff.shelf import Fetch, nothing_shelved


@immutable
class Surroundings:
    """Where its heavy variables are kept, and the other versions of its package; by default neither is there."""

    fetch: Fetch = nothing_shelved
    elsewhere: Elsewhere | None = None


ALONE = Surroundings()
