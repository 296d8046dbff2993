"""Pure rules of the doors for people without an account: how long things live, how secrets are made and kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

CODE_LIFETIME = timedelta(minutes=10)
CODE_PAUSE = timedelta(minutes=1)
CODES_PER_DAY = 20
ASKS_PER_DAY = 10
"""How many of them anybody who knows an address may cause: the rest stays for whoever holds a link."""
WRONG_CODES_ALLOWED = 5
TEXTS_PER_DAY = 10
LINK_LIFETIME = timedelta(days=180)
SESSION_LIFETIME = timedelta(hours=12)
REMEMBERED_LIFETIME = timedelta(days=30)

SEE, COMMENT, COMMERCIAL = "see", "comment", "commercial"
RIGHTS = (SEE, COMMENT, COMMERCIAL)
"""What a contact may do in a project beyond their own tasks: the second and the third bring the first along."""


def new_token() -> str:
    """256 bits that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of_token(token: str) -> str:
    """What is kept of a token: enough to recognise it, useless to whoever reads the table."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code() -> str:
    """Six digits for one use."""
    return f"{secrets.randbelow(10**6):06d}"


def hash_of_code(code: str, *, token: str) -> str:
    """Keyed with the link's token, so that the table alone does not give six digits away."""
    return hmac.new(token.encode(), code.encode(), hashlib.sha256).hexdigest()


def same(one: str | None, other: str | None) -> bool:
    """Compare secrets in constant time; nothing equals nothing."""
    return bool(one and other) and hmac.compare_digest(str(one).encode(), str(other).encode())


def plain_code(text: str) -> str:
    """The digits of what was typed: spaces and full-width digits are a person's, not an attack."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def plain_phone(text: str) -> str:
    """A number one can send a text to: digits, perhaps with a plus before them; else nothing."""
    number = re.sub(r"[\s().\-－ ]", "", text)
    return number if re.fullmatch(r"\+?\d{7,15}", number) else ""
