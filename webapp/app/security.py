"""What every answer carries against abuse: headers, and limits on how often a door may be tried."""

from __future__ import annotations

from typing import Any
from wsgiref.headers import Headers

from flask import Flask, Response, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from webapp.config import Settings

LIMITS = {"auth.create": "20 per minute", "signing.send_code": "10 per minute",
          "signing.check_code": "20 per minute", "signing.confirmations.sign": "10 per minute",
          "verification.check": "10 per minute", "verification.show": "60 per minute",
          "signing.confirmations.ask_for_passkey": "20 per minute", "people.register_passkey": "10 per minute",
          "people.remove_passkey": "10 per minute", "portal.ask": "5 per minute", "portal.send_code": "10 per minute",
          "portal.enter": "20 per minute", "portal.check_code": "20 per minute", "portal.write": "20 per minute",
          "portal.remark": "60 per minute", "portal.open_task": "20 per minute"}
A_YEAR = 365 * 24 * 3600
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "connect-src": "'self'",
    "img-src": "'self' data: blob:", "media-src": "'self' blob:", "font-src": "'self'",
    "frame-src": "'self'", "worker-src": "'self'", "manifest-src": "'self'", "form-action": "'self'",
    "base-uri": "'none'", "frame-ancestors": "'none'",
}
EDITORS = frozenset({"studio.file", "studio.save_file"})
"""The canvases of the editors set styles by script; no other page may."""


def _policy(**other: str) -> str:
    named = {name.replace("_", "-"): value for name, value in other.items()}
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **named}.items())


HEADERS = {
    "Content-Security-Policy": _policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


def add_headers(response: Response) -> Response:
    """Add what a page has not set itself; a modeler's page, say, brings its own wider policy."""
    if request.endpoint in EDITORS:
        response.headers.setdefault("Content-Security-Policy", _policy(style_src="'self' 'unsafe-inline'"))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
    return response


def add_to_file(headers: Headers, _path: str, _url: str) -> None:
    """The same for static files, which never reach the application."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def limit(app: Flask, settings: Settings) -> None:
    """Slow down whoever guesses passwords or codes; counted in Redis where several processes serve.

    The answer says in Retry-After (RFC 9110, 10.2.3) after how many seconds the door opens again.
    """
    limiter = Limiter(_visitor, app=app, storage_uri=settings.redis_url or "memory://", swallow_errors=True,
                      in_memory_fallback_enabled=settings.redis_url is not None, headers_enabled=True,
                      retry_after="delta-seconds")
    for endpoint, rate in LIMITS.items():
        if endpoint in app.view_functions:
            limited: Any = limiter.limit(rate)(app.view_functions[endpoint])
            app.view_functions[endpoint] = limited


def _visitor() -> str:
    """Whose tries are counted together: an account's, else an address's; a firm behind one address is many."""
    person = session.get("person_id")
    return f"person {person}" if person is not None else get_remote_address()
