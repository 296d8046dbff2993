"""When the proof of a signing is whole, both sides are told, with the head of the log: what is in their mailboxes cannot be unsaid."""

from __future__ import annotations

from sqlalchemy.orm import Session

import engine
from webapp.domain import access, customers, evidence, notifications, people, projects
from webapp.domain.confirmations.models import Confirmation

PROOF = {
    "zh": (
        "签署完成，证据包已备好：{project}《{title}》第 {version} 版",
        "{name}，您好：\n\n"
        "{project} 的《{title}》第 {version} 版已由各方签署完成。{where}\n"
        "证据包可以在不登录本系统、不联网的情况下独立核验。\n\n"
        "请保留本邮件。下面是此刻的日志树头，日志今后若被改写，便与它对不上：\n\n{head}\n"
        "日志公钥指纹（SHA-256）：{log_key}\n根证书指纹（SHA-256）：{root}\n",
    ),
    "en": (
        "Signed by everybody, the evidence is ready: {title}, version {version} ({project})",
        "Dear {name},\n\n"
        "Version {version} of the {title} for {project} has been signed by everybody. {where}\n"
        "The pack can be verified without an account and without a network.\n\n"
        "Please keep this mail. This is the head of our log at this moment; a log that was rewritten later would not fit "
        "it:\n\n{head}\n"
        "Fingerprint of the log's key (SHA-256): {log_key}\nFingerprint of the root certificate (SHA-256): {root}\n",
    ),
}

ENCLOSED = {
    "zh": "签署后的 PDF 与证据包（.zip）附于本邮件；附件若被拦截，也可打开下面的链接下载。",
    "en": "The signed PDF and the evidence pack (.zip) are enclosed; should a mail server have removed them, the link below leads to them.",
}
BEHIND_THE_LINK = {
    "zh": "打开下面的链接可下载签署后的 PDF 与证据包（.zip）。",
    "en": "The link below lets you download the signed PDF and the evidence pack (.zip).",
}


def send_proof(event: engine.Event, session: Session) -> None:
    """Reaction to a finished proof: a mail to everybody who signed, with the signed file and the pack unless they are too large."""
    confirmation = session.get(Confirmation, event.facts["envelope_id"])
    if confirmation is None:
        return
    project = projects.of_instance(session, confirmation.instance_id)
    version_id = confirmation.document_version_id
    prints, fits = evidence.fingerprints(session, version_id), bool(evidence.enclosures(session, version_id))
    where = ENCLOSED if fits else BEHIND_THE_LINK
    for signature in confirmation.signatures:
        locale, link = _reached(session, confirmation, signature.signer)
        subject, text = PROOF[locale]
        facts = {"name": signature.signer_name, "project": project.name if project else "", "head": event.facts["head"],
                 "title": confirmation.document.title_in(locale), "version": confirmation.version.number, "where": where[locale],
                 **prints}
        mail = notifications.write_mail(session, to=signature.signer_email, subject=subject.format(**facts),
                                        text=text.format(**facts), link=link, locale=locale)
        if fits:
            notifications.enclose_proof(mail, version_id)


def _reached(session: Session, confirmation: Confirmation, signer: str) -> tuple[str, str]:
    """In which language, and where the files are for this signer: a contact has no account."""
    contact = customers.contact_of_actor(session, signer)
    if contact is not None:
        return _known(contact.locale), f"/p/{access.open_link(session, contact, project_id=confirmation.project_id)}"
    person = people.person_called(session, signer)
    return _known(person.locale if person else "zh"), f"/confirmations/{confirmation.id}"


def _known(locale: str) -> str:
    return "zh" if locale.startswith("zh") else "en"
