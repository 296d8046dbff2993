"""Mails of the ceremony, in the contact's language. What is secret in them is nowhere else in clear."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from webapp.domain import customers, notifications, projects
from webapp.domain.access import CODE_LIFETIME, WRONG_CODES_ALLOWED
from webapp.domain.confirmations.models import OneTimeCode, Signature, SigningLink

INVITATION = {
    "zh": (
        "请签署：{project}《{title}》第 {version} 版",
        "{name}，您好：\n\n"
        "{project}的《{title}》第 {version} 版已准备好，请您阅读并签署。\n"
        "打开下面的链接即可在手机或电脑上阅读全文，无需注册账号。签署时会向本邮箱发送一次性验证码。\n\n"
        "链接有效期至 {until}，只供您本人使用，请勿转发。打开链接不会产生任何效果，签署或拒签之后链接失效。\n"
        "如不同意其中内容，请在页面中选择“不同意”并说明原因，我们会修改后再次送您确认。\n",
    ),
    "en": (
        "Please sign: {title}, version {version} ({project})",
        "Dear {name},\n\n"
        "Version {version} of the {title} for {project} is ready for you to read and sign.\n"
        "Open the link below on a phone or a computer; you need no account. To sign you will be sent a "
        "one-time code at this address.\n\n"
        "The link works until {until} and is yours alone; please do not forward it. Opening it changes "
        "nothing; it ends once you have signed or declined.\n"
        "If you do not agree, choose “I do not agree” on the page and tell us why; we will revise the "
        "document and send it to you again.\n",
    ),
}
REMINDER = {
    "zh": (
        "提醒：请签署{project}《{title}》第 {version} 版",
        "{name}，您好：\n\n"
        "{project}的《{title}》第 {version} 版还在等您签署，项目因此停在这一步。\n"
        "请用下面的新链接打开，此前的链接已失效。链接有效期至 {until}，只供您本人使用，请勿转发。\n"
        "如不同意其中内容，请在页面中选择“不同意”并说明原因，我们会修改后再次送您确认。\n",
    ),
    "en": (
        "Reminder: please sign {title}, version {version} ({project})",
        "Dear {name},\n\n"
        "Version {version} of the {title} for {project} still waits for your signature, and the project with it.\n"
        "Please use the new link below; the earlier one no longer works. It works until {until} and is yours "
        "alone; please do not forward it.\n"
        "If you do not agree, choose “I do not agree” on the page and tell us why; we will revise the "
        "document and send it to you again.\n",
    ),
}
ONE_TIME_CODE = {
    "zh": (
        "签署验证码：{project}",
        "您的签署验证码：{code}\n\n{minutes} 分钟内有效，只能使用一次。输错 {tries} 次后链接将被锁定。\n"
        "请勿把验证码告诉任何人，我们的同事也不会向您索取。若非您本人操作，请忽略本邮件。\n",
    ),
    "en": (
        "Your code for signing: {project}",
        "Your code for signing: {code}\n\nIt works for {minutes} minutes and only once. After {tries} wrong "
        "codes the link is locked.\nTell nobody this code; our colleagues will never ask for it. If you "
        "did not ask for it, ignore this mail.\n",
    ),
}
TEXT_MESSAGE = {
    "zh": "【同行】您的签署验证码：{code}，{minutes} 分钟内有效。请勿告诉任何人；非本人操作请忽略。",
    "en": "[Tandem] Your code for signing: {code}. It works for {minutes} minutes. Tell nobody.",
}
RECEIPT = {
    "zh": (
        "您已签署：{project}《{title}》第 {version} 版",
        "{name}，您好：\n\n"
        "您已于 {at} 签署{project}的《{title}》第 {version} 版。\n"
        "签署名：{name_typed}\n文件 SHA-256：{sha256}\n\n"
        "请保留本邮件作为凭据。打开下面的链接可随时查看项目进度，并下载您签署的文件。\n",
    ),
    "en": (
        "You have signed: {title}, version {version} ({project})",
        "Dear {name},\n\n"
        "On {at} you signed version {version} of the {title} for {project}.\n"
        "Signed as: {name_typed}\nSHA-256 of the file: {sha256}\n\n"
        "Please keep this mail as your proof. The link below shows the progress of the project at any time "
        "and lets you download what you signed.\n",
    ),
}


def invitation(session: Session, link: SigningLink, token: str) -> None:
    """Invite the contact to read and sign."""
    _with_link(session, link, token, INVITATION)


def reminder(session: Session, link: SigningLink, token: str) -> None:
    """Remind the contact, with a new link."""
    _with_link(session, link, token, REMINDER)


def _with_link(session: Session, link: SigningLink, token: str, said: Mapping[str, tuple[str, str]]) -> None:
    name, locale, project = _reader(session, link)
    version = link.confirmation.version
    subject, text = said[locale]
    facts = {
        "name": name, "project": project, "title": version.document.title_in(locale),
        "version": version.number, "until": notifications.moment_in(link.expires_at, locale),
    }
    notifications.write_mail(
        session, to=link.email, subject=subject.format(**facts), text=text.format(**facts),
        link=f"/s/{token}", locale=locale,
    )


def one_time_code(session: Session, link: SigningLink, code: str, *, row: OneTimeCode) -> None:
    """Send the six digits the way the contact chose."""
    _, locale, project = _reader(session, link)
    subject, text = ONE_TIME_CODE[locale]
    facts = {
        "project": project, "code": notifications.SECRET, "tries": WRONG_CODES_ALLOWED,
        "minutes": int(CODE_LIFETIME.total_seconds()) // 60,
    }
    if row.channel == notifications.TEXT:
        letter = notifications.write_text(session, to=link.phone, locale=locale, text=TEXT_MESSAGE[locale].format(**facts))
    else:
        letter = notifications.write_mail(
            session, to=link.email, subject=subject.format(**facts), text=text.format(**facts), locale=locale)
    notifications.keep_secret(letter, code, until=row.expires_at)


def receipt(session: Session, link: SigningLink, signature: Signature, progress: str) -> None:
    """Give the contact proof in hand, and a way to look at the project from now on."""
    name, locale, project = _reader(session, link)
    version = link.confirmation.version
    subject, text = RECEIPT[locale]
    facts = {
        "name": name, "project": project, "title": version.document.title_in(locale),
        "version": version.number, "at": notifications.moment_in(signature.at, locale),
        "name_typed": signature.name_typed, "sha256": signature.sha256,
    }
    notifications.write_mail(
        session, to=link.email, subject=subject.format(**facts), text=text.format(**facts),
        link=f"/p/{progress}", locale=locale,
    )


def _reader(session: Session, link: SigningLink) -> tuple[str, str, str]:
    contact = customers.contact_of_actor(session, link.contact)
    project = projects.of_instance(session, link.confirmation.instance_id)
    locale = "zh" if contact is None or contact.locale.startswith("zh") else "en"
    return (contact.name if contact else ""), locale, (project.name if project else "")
