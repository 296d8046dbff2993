"""Process packages: where engine and forms meet. Checked whole, deployed frozen, read by version."""

from webapp.domain.packages.operations import check, deploy
from webapp.domain.packages.queries import (
    LIFECYCLE,
    NotDeployed,
    all_words,
    documents,
    element_name,
    form,
    get_version,
    labels,
    latest,
    manifest,
    name_of,
    root_process,
    routing,
    stage_elements,
    stage_ids,
    translate,
    translator,
)

__all__ = [
    "LIFECYCLE",
    "NotDeployed",
    "all_words",
    "check",
    "deploy",
    "documents",
    "element_name",
    "form",
    "get_version",
    "labels",
    "latest",
    "manifest",
    "name_of",
    "root_process",
    "routing",
    "stage_elements",
    "stage_ids",
    "translate",
    "translator",
]
