"""Words of the studio's own: what the system's verbs do, and what kinds of files a package has."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

HANDLER_WORDS = {
    "confirmations.prepare": _("Freeze the document to be signed and invite both sides"),
    "confirmations.verify": _("Check that both signatures are on this very version"),
    "confirmations.void": _("Void the signatures, because the document goes back"),
    "documents.freeze": _("Freeze a document from its template and the answers"),
    "documents.receive": _("File what was uploaded as a document of the project"),
    "gates.check": _("Check which documents the stage still owes"),
    "errands.remind": _("Remind the customer of an open question"),
    "notifications.tell": _("Tell roles or persons something"),
    "projects.join": _("Link this case to its project"),
    "projects.open": _("Let the named members take up their roles"),
}
KIND_WORDS = {
    "bpmn": _("Diagrams"), "forms": _("Forms"), "dmn": _("Decision tables"), "documents": _("Document templates"),
    "i18n": _("Translations"), "examples": _("Examples"), "": _("About the package"),
}
BEGUN_WORDS = {
    "version": _("from the live version"), "starter": _("from a starter"), "new": _("empty"),
    "import": _("from a file that was brought"),
}
