"""Which version of a process, decision or form is meant, as Camunda 7 and Flowable say it.

`latest`, `deployment` and `versionTag` mean what they mean in the modeler's dialect (docs/adr/0011). A version by its
number counts what another engine has deployed, so nobody can say here which it is: it is left standing, and refused.
"""

from __future__ import annotations

from lxml import etree

from engine.spiff.foreign.words import hold, said, take

MEANT = frozenset({"latest", "deployment", "versionTag"})


def bind(node: etree._Element, named: str, element: str) -> None:
    """Put the binding of what `named` names at the element of the dialect that names it."""
    kind, tag = said(node, f"{named}Binding"), said(node, f"{named}VersionTag")
    if kind in MEANT and "{" not in tag:
        take(node, f"{named}Binding")
        hold(node, element, bindingType=kind)
        if kind == "versionTag":
            hold(node, element, versionTag=take(node, f"{named}VersionTag"))


def bind_to_deployment(node: etree._Element, element: str) -> None:
    """Flowable asks whether the process comes of the same deployment."""
    if same := take(node, "sameDeployment"):
        hold(node, element, bindingType="deployment" if same == "true" else "latest")
