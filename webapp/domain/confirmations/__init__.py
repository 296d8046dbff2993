"""The dual signature: one frozen version, a customer's and a company's signature, in any order."""

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
from webapp.domain.confirmations.jobs import prepare, void_confirmation
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
from webapp.domain.confirmations.queries import (
    Side,
    get_confirmation,
    of_project,
    of_task,
    sides,
    signing_task,
    visible,
)
from webapp.domain.confirmations.rules import SESSION_LIFETIME, consent_in

__all__ = [
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
    "Side",
    "Signature",
    "SigningLink",
    "Submission",
    "SubmissionRefused",
    "TooSoon",
    "check_code",
    "code_waits",
    "consent_in",
    "decline",
    "get_confirmation",
    "invite",
    "is_identified",
    "may_revise",
    "of_project",
    "of_task",
    "prepare",
    "require_identified",
    "resend",
    "resolve",
    "revise",
    "send_code",
    "side_of",
    "sides",
    "sign",
    "signing_task",
    "tries_left",
    "visible",
    "void",
    "void_confirmation",
]
