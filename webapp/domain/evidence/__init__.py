"""The proof: keys, signatures inside the PDF, the tamper-evident log, packs that anybody verifies without us."""

from webapp.domain.evidence import anchors, guards, keys, lengths, log
from webapp.domain.evidence.audit import Audit, Flaw, audit_log
from webapp.domain.evidence.completion import (
    Sealing,
    complete,
    finish_pack,
    is_pack_due,
    is_seal_due,
    keep_seal,
    lease_seal,
    mark_unsealed,
)
from webapp.domain.evidence.erasure import Mention, forget, mentions
from webapp.domain.evidence.errors import (
    AuthorityAway,
    CheckingBusy,
    LogBroken,
    NotSignable,
    SignerAway,
    VaultClosed,
)
from webapp.domain.evidence.examination import LARGEST, NEITHER, Examination, examine, standing_of
from webapp.domain.evidence.heads import make_head
from webapp.domain.evidence.house import House, introduce
from webapp.domain.evidence.models import Completion, Entry, Frozen, Head, Revision, SigningKey
from webapp.domain.evidence.packs import (
    enclosures,
    file_name,
    fingerprints,
    has_pack,
    pack_of,
    signed_pdf,
    standing,
)
from webapp.domain.evidence.signing import freeze, record_signature, void

guards.stand_guard()
lengths.mend()

__all__ = [
    "LARGEST",
    "NEITHER",
    "Audit",
    "AuthorityAway",
    "CheckingBusy",
    "Completion",
    "Entry",
    "Examination",
    "Flaw",
    "Frozen",
    "Head",
    "House",
    "LogBroken",
    "Mention",
    "NotSignable",
    "Revision",
    "Sealing",
    "SignerAway",
    "SigningKey",
    "VaultClosed",
    "anchors",
    "audit_log",
    "complete",
    "enclosures",
    "examine",
    "file_name",
    "fingerprints",
    "finish_pack",
    "forget",
    "freeze",
    "has_pack",
    "introduce",
    "is_pack_due",
    "is_seal_due",
    "keep_seal",
    "keys",
    "lease_seal",
    "log",
    "make_head",
    "mark_unsealed",
    "mentions",
    "pack_of",
    "record_signature",
    "signed_pdf",
    "standing",
    "standing_of",
    "void",
]
