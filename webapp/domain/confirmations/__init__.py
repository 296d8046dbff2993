"""The dual signature: one frozen version, a customer's and a company's signature, in any order."""

from webapp.domain.confirmations.audit import audit_signatures
from webapp.domain.confirmations.ceremony import (
    BY_LINK_AND_CODE,
    decline_by_link,
    sign_by_link,
)
from webapp.domain.confirmations.errors import (
    AlreadySigned,
    CodeRefused,
    ConfirmationOver,
    LinkUnusable,
    MayNotSign,
    NobodyWaits,
    NotIdentified,
    OtherDocument,
    SubmissionRefused,
    TooSoon,
)
from webapp.domain.confirmations.identity import (
    check_code,
    code_waits,
    is_identified,
    require_identified,
    send_code,
    tries_left,
)
from webapp.domain.confirmations.jobs import prepare, verify, void_confirmation
from webapp.domain.confirmations.links import invite, resend, resolve
from webapp.domain.confirmations.models import (
    COMPANY,
    CUSTOMER,
    Confirmation,
    OneTimeCode,
    Signature,
    SigningLink,
)
from webapp.domain.confirmations.operations import (
    Circumstances,
    Submission,
    decline,
    revise,
    sign,
    void,
)
from webapp.domain.confirmations.policy import may_revise, side_of
from webapp.domain.confirmations.progress import (
    Progress,
    follow,
    open_progress,
    progress_of,
    shown_version,
    stage_name,
)
from webapp.domain.confirmations.proofs import send_proof
from webapp.domain.confirmations.queries import (
    Side,
    get_confirmation,
    of_project,
    of_task,
    sides,
    signing_task,
    visible,
)
from webapp.domain.confirmations.rules import (
    SESSION_LIFETIME,
    consent_in,
    hash_of_token,
    new_token,
)

__all__ = [
    "BY_LINK_AND_CODE",
    "COMPANY",
    "CUSTOMER",
    "SESSION_LIFETIME",
    "AlreadySigned",
    "Circumstances",
    "CodeRefused",
    "Confirmation",
    "ConfirmationOver",
    "LinkUnusable",
    "MayNotSign",
    "NobodyWaits",
    "NotIdentified",
    "OneTimeCode",
    "OtherDocument",
    "Progress",
    "Side",
    "Signature",
    "SigningLink",
    "Submission",
    "SubmissionRefused",
    "TooSoon",
    "audit_signatures",
    "check_code",
    "code_waits",
    "consent_in",
    "decline",
    "decline_by_link",
    "follow",
    "get_confirmation",
    "hash_of_token",
    "invite",
    "is_identified",
    "may_revise",
    "new_token",
    "of_project",
    "of_task",
    "open_progress",
    "prepare",
    "progress_of",
    "require_identified",
    "resend",
    "resolve",
    "revise",
    "send_code",
    "send_proof",
    "shown_version",
    "side_of",
    "sides",
    "sign",
    "sign_by_link",
    "signing_task",
    "stage_name",
    "tries_left",
    "verify",
    "visible",
    "void",
    "void_confirmation",
]
