"""Row numbers in addresses: what no database can count to is not found, and never asked for."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from webapp.features import HIGHEST_ROW


class RowNumber(IntegerConverter):
    """`<int:...>` of the product: plain digits, no further than the ids of the tables go."""

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=HIGHEST_ROW)


def register(app: Flask) -> None:
    """Read every number in an address like this; before any screen tells its addresses."""
    app.url_map.converters["int"] = RowNumber
