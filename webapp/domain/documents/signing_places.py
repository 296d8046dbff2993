"""Who signs where: places that the paper's template makes, and a page more for those whom it forgot.

A template may draw a place for everybody in `data.signers`, or for some; nobody signs a paper without being seen on it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webapp.domain import wording

TEMPLATE = "signature-page.typ"
SOURCE = Path(__file__).with_name("signature_page.typ").read_bytes()
CUSTOMER = "customer"
WORDS = {
    "zh": {"heading": "签署页", "lead": "本页是上文的组成部分，与正文一并签署。", "number": "{number} · 第 {version} 版",
           "counted": "第 {n} 页 / 共 {total} 页", "customer": "客户方", "company": "实施方"},
    "en": {"heading": "Signature page", "lead": "This page is part of the document above and is signed with it.",
           "number": "{number} · version {version}", "counted": "Page {n} of {total}", "customer": "Customer",
           "company": "Contractor"},
}
ON_PAPER = {"zh": {"customer_contact": "客户代表", "project_lead": "项目负责人"},
            "en": {"customer_contact": "representative", "project_lead": "project lead"}}


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is to sign: the slot of the file that is theirs, and what the paper calls them."""

    slot: str
    side: str
    role: str
    name: str

    def told(self, locale: str) -> dict[str, str]:
        """As a template gets it, `party` in the paper's own language."""
        locale = known(locale)
        side = WORDS[locale]["customer" if self.side == CUSTOMER else "company"]
        role = ON_PAPER[locale].get(self.role) or wording.role(self.role, locale)
        return {"slot": self.slot, "side": self.side, "role": self.role, "name": self.name, "party": f"{side} · {role}"}


def known(locale: str) -> str:
    """Papers are written in Chinese or English."""
    return "en" if locale.startswith("en") else "zh"


def forgotten(data: Mapping[str, Any], places: Collection[str]) -> list[Mapping[str, str]]:
    """Of those who sign the ones for whom the paper has no place."""
    return [signer for signer in data.get("signers", ()) if signer["slot"] not in places]


def page_for(signers: Sequence[Mapping[str, str]], template: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What the page with their places is told, as an input of its template."""
    locale = known(str(data.get("locale", "zh")))
    words, heading = WORDS[locale], data["document"]
    told = {
        "paper": template, "signers": list(signers), "heading": words["heading"], "lead": words["lead"],
        "company": data.get("company", {}).get("name", ""), "counted": words["counted"],
        "title": heading["title_en" if locale == "en" else "title"],
        "number": words["number"].format(number=heading["number"], version=heading["version"]),
        "hash": heading["hash_of_data"],
        "language": {"lang": "en", "region": "gb"} if locale == "en" else {"lang": "zh", "region": "cn"},
    }
    return {"page": json.dumps(told, ensure_ascii=False, sort_keys=True)}
