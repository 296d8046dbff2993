"""Mails and texts of the portal's door, in the contact's language. What is secret in them is nowhere else in clear."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.domain import company, notifications
from webapp.domain.access.rules import CODE_LIFETIME, plain_phone
from webapp.domain.customers import Contact

MINUTES = int(CODE_LIFETIME.total_seconds()) // 60
INVITATION = {
    "zh": (
        "{firm}的客户门户",
        "{name}，您好：\n\n"
        "您可以在客户门户随时查看贵公司的项目：进行到哪一步、在等谁、哪些文件已签署，也可以逐条确认需求、给项目组留言。\n"
        "打开下面的链接，用发到本邮箱的验证码进入，无需注册账号。链接半年内有效，可以收藏；没有验证码，链接本身什么也不会显示。\n",
    ),
    "en": (
        "The customer portal for {firm}",
        "Dear {name},\n\n"
        "In the customer portal you see the projects of your firm at any time: how far they are, who is waited for, what was "
        "signed. You can answer the requirements one by one and write to the project team.\n"
        "Open the link below and enter with a code that is mailed to this address; you need no account. The link works for "
        "half a year and is worth keeping; without a code it shows nothing.\n",
    ),
}
WAY_IN = {
    "zh": (
        "进入客户门户的验证码",
        "{name}，您好：\n\n"
        "您的验证码：{code}\n\n"
        "{minutes} 分钟内有效，只能使用一次。请填在刚才打开的页面上，或打开下面的链接填写。\n"
        "请勿把验证码告诉任何人，我们的同事也不会向您索取。若非您本人操作，请忽略本邮件。\n",
    ),
    "en": (
        "Your code for the customer portal",
        "Dear {name},\n\n"
        "Your code: {code}\n\n"
        "It works for {minutes} minutes and only once. Enter it on the page where you asked for it, or open the link below.\n"
        "Tell nobody this code; our colleagues will never ask for it. If you did not ask for it, ignore this mail.\n",
    ),
}
CODE = {
    "zh": (
        "进入客户门户的验证码",
        "{name}，您好：\n\n"
        "您的验证码：{code}\n\n"
        "{minutes} 分钟内有效，只能使用一次。请填在刚才打开的页面上。\n"
        "请勿把验证码告诉任何人，我们的同事也不会向您索取。若非您本人操作，请忽略本邮件。\n",
    ),
    "en": (
        "Your code for the customer portal",
        "Dear {name},\n\n"
        "Your code: {code}\n\n"
        "It works for {minutes} minutes and only once. Enter it on the page where you asked for it.\n"
        "Tell nobody this code; our colleagues will never ask for it. If you did not ask for it, ignore this mail.\n",
    ),
}
TEXT_MESSAGE = {
    "zh": "【同行】您进入客户门户的验证码：{code}，{minutes} 分钟内有效。请勿告诉任何人；非本人操作请忽略。",
    "en": "[Tandem] Your code for the customer portal: {code}. It works for {minutes} minutes. Tell nobody.",
}


def invitation(session: Session, contact: Contact, token: str) -> None:
    """Tell the contact of the portal, with a link of their own."""
    _mail(session, contact, INVITATION, link=f"/p/{token}", firm=company.facts(_language(contact)).get("name", "") or contact.customer.name)


def way_in(session: Session, contact: Contact, token: str, code: str, *, until: datetime) -> None:
    """The code and the link in one mail: either leads in, whichever browser the mail is read in."""
    letter = _mail(session, contact, WAY_IN, link=f"/p/{token}", code=notifications.SECRET)
    notifications.keep_secret(letter, code, until=until)


def one_time_code(session: Session, contact: Contact, code: str, *, channel: str, until: datetime) -> None:
    """Send the six digits the way the contact chose; the page that asked for them is open already."""
    if channel == notifications.TEXT:
        text = TEXT_MESSAGE[_language(contact)].format(code=notifications.SECRET, minutes=MINUTES)
        letter = notifications.write_text(session, to=plain_phone(contact.phone), text=text, locale=_language(contact))
    else:
        letter = _mail(session, contact, CODE, code=notifications.SECRET)
    notifications.keep_secret(letter, code, until=until)


def _mail(session: Session, contact: Contact, said: dict[str, tuple[str, str]], *, link: str | None = None,
          **facts: str) -> notifications.OutgoingMail:
    locale = _language(contact)
    subject, text = said[locale]
    told = {"name": contact.name, "minutes": MINUTES, **facts}
    return notifications.write_mail(session, to=contact.email, subject=subject.format(**told), text=text.format(**told),
                                    link=link, locale=locale)


def _language(contact: Contact) -> str:
    return "zh" if contact.locale.startswith("zh") else "en"
