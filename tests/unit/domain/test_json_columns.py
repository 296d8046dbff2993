"""What a JSON column holds comes back as it went in, whichever way it is read."""

import json
from typing import Any

import pytest

from webapp.db import read_json


@pytest.mark.parametrize("value", [
    {"amount_minor": 10**6, "share": 0.1, "note": "节拍 90 秒", "none": None, "list": [True, []]},
    {"number": 12345678901234567890123456789},
    {"number": -9223372036854775809},
    {"digits": "6228480402564890018"},
    {"half a sign": "\ud83d"},
    {"never": float("inf")},
])
def test_nothing_is_lost(value: Any) -> None:
    assert read_json(json.dumps(value)) == value
