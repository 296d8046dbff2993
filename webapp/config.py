"""Settings: read from the environment once, at the start, and every bad variable told at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ("zh", "en")
DEMO_PASSWORD = "tandem-demo"  # noqa: S105 -- of everybody in the demo, and shown on its sign-in page
MEBIBYTE = 1024 * 1024

Value = TypeVar("Value")


class BadSettings(Exception):
    """Variables that cannot be used; `problems` names each with what it should be."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{name}: {why}" for name, why in problems.items()))


@dataclass(frozen=True)
class Settings:
    """What differs between one installation and another; nothing else reads the environment."""

    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    vault_key: str = field(default="", repr=False)
    signer_url: str | None = None
    signer_token: str = field(default="", repr=False)
    timestamp_url: str | None = None
    redis_url: str | None = field(default=None, repr=False)
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    turnable_clock: bool = False
    embedded_worker: bool = False
    processes_dir: Path = ROOT / "processes"
    company: str = ""
    company_en: str = ""
    default_locale: str = "zh"
    mail_url: str | None = field(default=None, repr=False)
    mail_from: str = "tandem@localhost"
    sms_url: str | None = None
    sms_key: str | None = field(default=None, repr=False)
    webhooks: Mapping[str, str] = field(default_factory=dict)
    webhook_key: str = field(default="", repr=False)
    max_file_bytes: int = 50 * MEBIBYTE
    max_request_bytes: int = 200 * MEBIBYTE
    session_hours: int = 12
    timezone: str = "Asia/Shanghai"
    trusted_proxies: int = 0

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read every TANDEM_ variable; raise BadSettings naming all that cannot be used."""
        read = _Reader(os.environ if environ is None else environ)
        var = read.value("TANDEM_VAR", Path, ROOT / "var")
        settings = cls(
            database_url=read.value("TANDEM_DATABASE_URL", _database_url, f"sqlite:///{var}/tandem.db"),
            secret_key=read.value("TANDEM_SECRET_KEY", _secret, ""),
            vault_key=read.value("TANDEM_VAULT_KEY", _secret, ""),
            signer_url=read.maybe("TANDEM_SIGNER_URL", _signer),
            signer_token=read.value("TANDEM_SIGNER_TOKEN", str, ""),
            timestamp_url=read.maybe("TANDEM_TIMESTAMP_URL", _url_of("http", "https")),
            redis_url=read.maybe("TANDEM_REDIS_URL", _url_of("redis", "rediss")),
            base_url=read.value("TANDEM_BASE_URL", _url_of("http", "https"), cls.base_url).rstrip("/"),
            demo=read.value("TANDEM_DEMO", _yes_or_no, default=False),
            turnable_clock=read.value("TANDEM_TURNABLE_CLOCK", _yes_or_no, default=False),
            embedded_worker=read.value("TANDEM_EMBEDDED_WORKER", _yes_or_no, default=False),
            processes_dir=read.value("TANDEM_PROCESSES", _folder, cls.processes_dir),
            company=read.value("TANDEM_COMPANY", str, cls.company),
            company_en=read.value("TANDEM_COMPANY_EN", str, cls.company_en),
            default_locale=read.value("TANDEM_LOCALE", _locale, cls.default_locale),
            mail_url=read.maybe("TANDEM_MAIL_URL", _url_of("smtp", "smtps")),
            mail_from=read.value("TANDEM_MAIL_FROM", _address, cls.mail_from),
            sms_url=read.maybe("TANDEM_SMS_URL", _url_of("https", "http")),
            sms_key=read.maybe("TANDEM_SMS_KEY", str),
            webhooks=read.value("TANDEM_WEBHOOKS", _endpoints, {}),
            webhook_key=read.value("TANDEM_WEBHOOK_KEY", _secret, ""),
            max_file_bytes=MEBIBYTE * read.value("TANDEM_MAX_FILE_MB", _positive, 50),
            max_request_bytes=MEBIBYTE * read.value("TANDEM_MAX_REQUEST_MB", _positive, 200),
            session_hours=read.value("TANDEM_SESSION_HOURS", _positive, cls.session_hours),
            timezone=read.value("TANDEM_TIMEZONE", _timezone, cls.timezone),
            trusted_proxies=read.value("TANDEM_TRUSTED_PROXIES", _positive, cls.trusted_proxies),
        )
        if settings.webhooks and not settings.webhook_key:
            read.problems.setdefault("TANDEM_WEBHOOK_KEY", "wants at least 32 characters, with which calls are signed")
        if read.problems:
            raise BadSettings(read.problems)
        return _with_kept_secrets(settings, var)

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the address we name in links."""
        return urlsplit(self.base_url).hostname in {"127.0.0.1", "localhost", "::1"}


class _Reader:
    """Reads one variable after the other and remembers what was wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: dict[str, str] = {}

    def value(self, name: str, convert: Callable[[str], Value], default: Value) -> Value:
        found = self.maybe(name, convert)
        return default if found is None else found

    def maybe(self, name: str, convert: Callable[[str], Value]) -> Value | None:
        text = self.environ.get(name, "").strip()
        if not text:
            return None
        try:
            return convert(text)
        except ValueError as error:
            self.problems[name] = str(error)
            return None


def _database_url(text: str) -> str:
    """Accept SQLite and PostgreSQL; name psycopg 3 where the driver was left out."""
    scheme, _, rest = text.partition("://")
    known = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg",
             "postgresql+psycopg": "postgresql+psycopg"}
    if scheme not in known or not rest:
        raise ValueError("wants sqlite:///path or postgresql://user@host/name")
    return f"{known[scheme]}://{rest}"


def _url_of(*schemes: str) -> Callable[[str], str]:
    def convert(text: str) -> str:
        try:
            parts = urlsplit(text)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(f"wants an address that begins with {schemes[0]}://")
        return text

    return convert


def _endpoints(text: str) -> Mapping[str, str]:
    """`erp=https://erp.example/tandem mes=https://mes.example/`: the addresses that diagrams may name, each by a word."""
    named = [part.partition("=") for part in text.split()]
    if not all(name.isidentifier() and given for name, given, _address in named):
        raise ValueError("wants name=https://address, several parted by spaces")
    return {name: _url_of("https", "http")(address) for name, _given, address in named}


def _signer(text: str) -> str:
    """A signer over HTTP, or a key in a hardware token as RFC 7512 names it."""
    if not text.startswith("pkcs11:"):
        return _url_of("http", "https")(text)
    if missing := [name for name in ("token=", "object=", "module-path=") if name not in text]:
        raise ValueError(f"wants pkcs11:token=…;object=…?module-path=…, and lacks {' '.join(missing)}")
    return text


def _yes_or_no(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True,
             "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in words:
        raise ValueError("wants 1 or 0")
    return words[text.lower()]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("wants a whole number above 0")
    return int(text)


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("names no folder")
    return path


def _locale(text: str) -> str:
    if text not in LOCALES:
        raise ValueError(f"wants one of {', '.join(LOCALES)}")
    return text


def _timezone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("wants a time zone such as Asia/Shanghai") from error


def _address(text: str) -> str:
    if "@" not in text:
        raise ValueError("wants a mail address")
    return text


def _secret(text: str) -> str:
    if len(text) < 32:
        raise ValueError("wants at least 32 characters")
    return text


def _with_kept_secrets(settings: Settings, var: Path) -> Settings:
    """The session's secret and the vault's, each from its variable or from its file; one file gone leaves the other."""
    return replace(settings, secret_key=settings.secret_key or _kept_secret(var / "secret.key"),
                   vault_key=settings.vault_key or _kept_secret(var / "vault.key"))


def _kept_secret(path: Path) -> str:
    """Make a secret on the first start and keep it, so that sessions outlive a restart.

    Created with O_EXCL: of two processes that start together one writes and both read the same.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
