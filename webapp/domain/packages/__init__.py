"""Process packages: where engine and forms meet. Checked whole, deployed frozen, read by version."""

from webapp.domain.packages.doubts import lint
from webapp.domain.packages.fields import Field, fields
from webapp.domain.packages.operations import check, deploy
from webapp.domain.packages.outline import Line, Way, outline
from webapp.domain.packages.queries import (
    LIFECYCLE,
    NotDeployed,
    all_words,
    documents,
    element,
    element_name,
    form,
    form_of,
    get_version,
    labels,
    latest,
    manifest,
    name_of,
    root_process,
    routing,
    translate,
    translator,
)
from webapp.domain.packages.stages import (
    Call,
    calls,
    diagram_of,
    in_order,
    path_to,
    stage_elements,
    stage_ids,
)

__all__ = [
    "LIFECYCLE",
    "Call",
    "Field",
    "Line",
    "NotDeployed",
    "Way",
    "all_words",
    "calls",
    "check",
    "deploy",
    "diagram_of",
    "documents",
    "element",
    "element_name",
    "fields",
    "form",
    "form_of",
    "get_version",
    "in_order",
    "labels",
    "latest",
    "lint",
    "manifest",
    "name_of",
    "outline",
    "path_to",
    "root_process",
    "routing",
    "stage_elements",
    "stage_ids",
    "translate",
    "translator",
]
