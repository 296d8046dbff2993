"""Hands text messages to a provider over HTTP: the seam behind which any provider's adapter may stand.

The provider gets one JSON object, `{"to", "text", "id"}`, with the key as bearer token, and answers 2xx when it has
taken the message. The same id on every try lets it drop a second one.
"""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

from webapp.config import Settings
from webapp.domain.notifications.letter import text_of
from webapp.domain.notifications.models import OutgoingMail

PATIENCE_SECONDS = 10


def text(row: OutgoingMail, settings: Settings) -> None:
    """Hand one message to the configured provider; raise OSError when it is not taken."""
    told = {"to": row.to, "text": text_of(row), "id": f"text-{row.id}-{int(row.created_at.timestamp())}"}
    request = Request(  # noqa: S310 -- the scheme was checked with the settings
        settings.sms_url or "", json.dumps(told, ensure_ascii=False).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {settings.sms_key or ''}"})
    with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        answer.read(1000)
