"""The portal's visitors: the application on a copy of a ready ceremony, and a clock that can be turned."""

from tests.web.signing.conftest import kept, later, screens

__all__ = ["kept", "later", "screens"]
