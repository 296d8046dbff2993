"""One call of one endpoint: JSON out, signed; JSON back, into the case.

A diagram names an endpoint by its word; only whoever runs the installation says which address that is, so no diagram
reaches into the network on its own. Redirections are not followed for the same reason.
"""

from __future__ import annotations

import hashlib
import hmac
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

import engine
from webapp.config import Settings
from webapp.domain.webhooks.errors import AnswerUnusable, NoSuchEndpoint, NotReached, NotTaken

PATIENCE_SECONDS = 10
LONGEST_ANSWER = 64 * 1024


class _StayHere(HTTPRedirectHandler):
    """Takes a redirection for the answer that it is."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_StayHere)


def send(job: engine.Job, settings: Settings) -> dict[str, Any]:
    """Post what the step hands over to the endpoint it names; `webhook_status` and `webhook_answer`, the JSON that came back.

    Every try of one step bears the same `Idempotency-Key`. Raises what `errors` names; the job is then tried again.
    """
    endpoint = str(job.headers.get("endpoint", ""))
    address = settings.webhooks.get(endpoint)
    if address is None:
        raise NoSuchEndpoint("no-such-endpoint", endpoint=endpoint, known=", ".join(sorted(settings.webhooks)) or "–")
    body = orjson.dumps({"id": job.idempotency_key, "case": job.instance_id, "key": job.business_key,
                         "process": job.process_id, "step": job.element_id, "input": job.input})
    request = Request(address, body, {  # noqa: S310 -- the scheme was checked with the settings
        "Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": job.idempotency_key,
        "Tandem-Signature": signature(body, settings.webhook_key, int(engine.now().timestamp()))})
    try:
        with _OPENER.open(request, timeout=PATIENCE_SECONDS) as answer:
            return {"webhook_status": answer.status, "webhook_answer": _read(endpoint, answer.status, answer.read(LONGEST_ANSWER + 1))}
    except HTTPError as error:
        raise NotTaken("webhook-not-taken", endpoint=endpoint, status=error.code) from error
    except (OSError, HTTPException) as error:
        raise NotReached("webhook-not-reached", endpoint=endpoint, why=str(getattr(error, "reason", error))) from error


def signature(body: bytes, key: str, at: int) -> str:
    """`t=<Unix seconds>,v1=<hex>`: HMAC-SHA-256 (RFC 2104) of the moment, a full stop and the body, under the shared key.

    The moment is signed too, so that the other side may refuse what somebody recorded and sends again.
    """
    told = hmac.new(key.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={told}"


def _read(endpoint: str, status: int, body: bytes) -> Any:
    if status == HTTPStatus.NO_CONTENT or not body:
        return None
    try:
        if len(body) > LONGEST_ANSWER:
            raise ValueError
        return orjson.loads(body)
    except ValueError as error:
        raise AnswerUnusable("webhook-answer-unusable", endpoint=endpoint, limit=LONGEST_ANSWER) from error
