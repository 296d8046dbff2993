"""Hands text messages to a provider over HTTP: the seam behind which any provider's adapter may stand.

The provider gets one JSON object, `{"to", "text", "id"}`, with the key as bearer token, and answers 2xx when it has
taken the message. The same id on every try lets it drop a second one.
"""

from __future__ import annotations

import httpx

from webapp.config import Settings
from webapp.domain.notifications.letter import text_of
from webapp.domain.notifications.models import OutgoingMail

PATIENCE_SECONDS = 10


def text(row: OutgoingMail, settings: Settings) -> None:
    """Hand one message to the configured provider; raise OSError when it is not taken.

    A redirection is no taking: neither the key nor the message goes where only an answer says.
    """
    told = {"to": row.to, "text": text_of(row), "id": f"text-{row.id}-{int(row.created_at.timestamp())}"}
    try:
        with httpx.stream("POST", settings.sms_url or "", json=told, timeout=PATIENCE_SECONDS, follow_redirects=False,
                          headers={"Authorization": f"Bearer {settings.sms_key or ''}"}) as answer:
            answer.raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(f"{type(error).__name__} {error}") from error
