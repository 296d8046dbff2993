"""Builds the Flask application: settings, database, screens, error pages. Nothing else lives here."""

from __future__ import annotations

import importlib
import logging
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from webapp.app import addresses, refusals, security
from webapp.config import LOCALES, Settings
from webapp.db import db, open_database
from webapp.domain import clock, company, evidence, wording
from webapp.transaction import Doorbell, QueueDoorbell, ThreadDoorbell, until_untorn
from webapp.worker import WorkerThread

SCREENS = ("cases", "auth", "inbox", "tasks", "projects", "customers", "people", "processes", "signing",
           "studio", "portal", "errands", "notifications", "incidents", "outbox", "health", "files", "rehearsal", "verification",
           "seals", "letterhead")
STATIC = Path(__file__).parents[1] / "static"
LONGEST_FIELD = 4 * 1024 * 1024
HOUR_SECONDS = 3600


class Product(Flask):
    """Flask, with a view begun again when the database undid it to untie it from another."""

    def dispatch_request(self) -> ResponseReturnValue:
        return until_untorn(super().dispatch_request, rewind=_rewind_uploads)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without settings, from the environment."""
    settings = settings or Settings.from_env()
    app = Product("webapp", static_folder=str(STATIC))
    _configure(app, settings)
    configure_log()
    company.introduce(settings.company, name_en=settings.company_en, locale=settings.default_locale, address=settings.base_url)
    evidence.introduce(evidence.House(
        vault_secret=settings.vault_key or settings.secret_key, base_url=settings.base_url, signer_url=settings.signer_url,
        signer_token=settings.signer_token, authority_url=settings.timestamp_url))
    open_database(app, settings.database_url)
    CSRFProtect(app)
    Babel(app, locale_selector=_locale, timezone_selector=lambda: settings.timezone)
    _hang_doorbell(app, settings)
    app.before_request(_turn_clock)
    app.after_request(security.add_headers)
    addresses.register(app)
    _register_screens(app)
    security.limit(app, settings)
    refusals.register(app)
    _wrap(app, settings)
    return app


def _rewind_uploads() -> None:
    """What the first try has read of the files is read again."""
    for files in request.files.listvalues():
        for file in files:
            file.stream.seek(0)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=LONGEST_FIELD,
        MAX_FORM_PARTS=5000,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_COOKIE_NAME="tandem",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https"),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_TRANSLATION_DIRECTORIES=str(wording.TRANSLATIONS),
    )


def configure_log() -> None:
    """One line an event: what happened, then the facts."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )


def _hang_doorbell(app: Flask, settings: Settings) -> None:
    """Redis rings the workers elsewhere; without it, or with an embedded worker, our own thread."""
    own = ThreadDoorbell()
    app.extensions["worker"] = WorkerThread(app, own)
    doorbell: Doorbell = own
    if settings.redis_url and not settings.embedded_worker:
        doorbell = QueueDoorbell(settings.redis_url)
    app.extensions["doorbell"] = doorbell


def _register_screens(app: Flask) -> None:
    for name in SCREENS:
        app.register_blueprint(importlib.import_module(f"webapp.features.{name}").blueprint)


def _locale() -> str:
    """The page's own choice, the cookie, the reader's, the browser's, the installation's language."""
    actor = g.get("actor")
    chosen = (g.get("locale"), request.cookies.get("locale"), actor.locale if actor else None,
              request.accept_languages.best_match(LOCALES))
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    return next((locale for locale in chosen if locale in LOCALES), default)


def _turn_clock() -> None:
    """Live in the database's present; costs nothing where the clock cannot be turned."""
    if request.endpoint != "static":
        clock.load(db.session(), current_app.config["SETTINGS"])


def _wrap(app: Flask, settings: Settings) -> None:
    """Static files come before the application; built names carry their hash, so they never change."""
    wrapped = WhiteNoise(
        app.wsgi_app, root=str(STATIC), prefix="static/", max_age=HOUR_SECONDS,
        immutable_file_test=lambda _path, url: "/static/build/" in url,
        add_headers_function=security.add_to_file,
    )
    hops = settings.trusted_proxies
    app.wsgi_app = ProxyFix(wrapped, hops, hops, hops) if hops else wrapped  # type: ignore[method-assign]
