"""Drafts: process packages being edited in the studio, checked, compared, published and tried."""

from webapp.domain.drafts import names
from webapp.domain.drafts.archive import LARGEST_ZIP, pack, unpack
from webapp.domain.drafts.comments import comment, comments, take_back
from webapp.domain.drafts.contents import LARGEST_FILE, BadFile
from webapp.domain.drafts.findings import findings, stops_publishing
from webapp.domain.drafts.models import Draft, DraftRevision, ElementComment, Publication
from webapp.domain.drafts.operations import (
    begin,
    begin_from_files,
    begin_new,
    bring_back,
    bring_file,
    create_file,
    discard,
    remove_file,
    rename_file,
    save,
)
from webapp.domain.drafts.policy import (
    MayNot,
    Right,
    asks_for_review,
    demand,
    may_begin_packages,
    may_open_studio,
    rights,
)
from webapp.domain.drafts.presence import note, others
from webapp.domain.drafts.queries import Shelf, kinds, shelf_of, shelves
from webapp.domain.drafts.store import (
    DraftClosed,
    DraftConflict,
    DraftFile,
    files,
    heads,
    open_draft,
    read,
    read_revision,
    revisions,
)
from webapp.domain.drafts.variables import Variable, available

__all__ = [
    "LARGEST_FILE",
    "LARGEST_ZIP",
    "BadFile",
    "Draft",
    "DraftClosed",
    "DraftConflict",
    "DraftFile",
    "DraftRevision",
    "ElementComment",
    "MayNot",
    "Publication",
    "Right",
    "Shelf",
    "Variable",
    "asks_for_review",
    "available",
    "begin",
    "begin_from_files",
    "begin_new",
    "bring_back",
    "bring_file",
    "comment",
    "comments",
    "create_file",
    "demand",
    "discard",
    "files",
    "findings",
    "heads",
    "kinds",
    "may_begin_packages",
    "may_open_studio",
    "names",
    "note",
    "open_draft",
    "others",
    "pack",
    "read",
    "read_revision",
    "remove_file",
    "rename_file",
    "revisions",
    "rights",
    "save",
    "shelf_of",
    "shelves",
    "stops_publishing",
    "take_back",
    "unpack",
]
