"""Pure rules of the ceremony: how long things live, what a submission needs."""

from __future__ import annotations

from datetime import timedelta

from webapp.domain.confirmations.errors import SubmissionRefused
from webapp.domain.documents import BrokenPicture, read_png

LINK_LIFETIME = timedelta(hours=72)
CODES_PER_LINK = 20
SESSION_LIFETIME = timedelta(minutes=30)
RESEND_PAUSE = timedelta(minutes=1)
LINKS_PER_DAY = 10
SHORTEST_REASON, LONGEST_REASON = 5, 2000
LONGEST_NAME = 100
LARGEST_DRAWING, WIDEST_DRAWING = 200_000, 4000

CONSENT = {
    "zh": "本人已阅读全文，有权代表本方，并同意以电子方式签署本版本。双方约定：以一次性链接加邮件或短信"
          "验证码（客户方）、通行密钥或账号加密码（我方）完成的签署，是《电子签名法》第十三条第二款所称当事人约定的"
          "可靠电子签名。",
    "en": "I have read the whole document, may act for my side, and agree to sign this version "
          "electronically. Both sides agree that signing by a one-time link and a code by mail or "
          "text (customer), or by passkey or account and password (company), is a reliable electronic signature as agreed by the parties "
          "under article 13 of the Electronic Signature Law of the People's Republic of China.",
}


def consent_in(locale: str) -> str:
    """The sentence the signer agrees to, in their language; it is kept with the signature."""
    return CONSENT["zh" if locale.startswith("zh") else "en"]


def clean_name(text: str) -> str:
    """The typed name, in one line; a signature without a name is none."""
    name = " ".join(text.split())
    if not name:
        raise SubmissionRefused("name-missing", field="name")
    if len(name) > LONGEST_NAME:
        raise SubmissionRefused("name-too-long", field="name", longest=LONGEST_NAME)
    return name


def clean_reason(text: str) -> str:
    """Why somebody declines or edits: everybody is told it, so it must say something."""
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise SubmissionRefused("reason-missing", field="reason", shortest=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise SubmissionRefused("reason-too-long", field="reason", longest=LONGEST_REASON)
    return reason


def clean_drawing(drawing: bytes | None) -> bytes | None:
    """A drawn signature is optional; what is no small and whole PNG is refused, or it would vanish on the paper."""
    if not drawing:
        return None
    try:
        if len(drawing) > LARGEST_DRAWING:
            raise BrokenPicture("large")
        read_png(drawing, most_pixels=WIDEST_DRAWING)
    except BrokenPicture as error:
        raise SubmissionRefused("drawing-form", field="drawing", max_bytes=LARGEST_DRAWING) from error
    return drawing
