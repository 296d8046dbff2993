"""The house of a signing, for how its papers stand on the public page."""

from tests.web.signing.conftest import kept, later, screens

__all__ = ["kept", "later", "screens"]
