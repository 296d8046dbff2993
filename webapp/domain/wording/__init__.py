"""Words: message ids with facts become sentences in the reader's language, in the web and in mails."""

from webapp.domain.wording.catalogue import TRANSLATIONS, gettext
from webapp.domain.wording.findings import finding_said, finding_words
from webapp.domain.wording.order import in_order
from webapp.domain.wording.refusal import FieldRefused
from webapp.domain.wording.roles import ROLES, role
from webapp.domain.wording.sentences import SENTENCES, fill, sentence
from webapp.domain.wording.unnamed import UNNAMED

__all__ = [
    "ROLES",
    "SENTENCES",
    "TRANSLATIONS",
    "UNNAMED",
    "FieldRefused",
    "fill",
    "finding_said",
    "finding_words",
    "gettext",
    "in_order",
    "role",
    "sentence",
]
