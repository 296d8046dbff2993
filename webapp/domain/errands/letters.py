"""Mails with a link to a task, in the contact's language. The token is nowhere else in clear."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, notifications, packages, projects
from webapp.domain.errands.models import ErrandLink

Words = Mapping[str, tuple[str, str]]

INVITATION: Words = {
    "zh": (
        "请您办理：{task}（{project}）",
        "{name}，您好：\n\n"
        "{project}需要您办理一件事：{task}。\n"
        "打开下面的链接即可在手机或电脑上填写，无需注册账号；没填完可以关掉，再打开时内容还在。\n\n"
        "链接有效期至 {until}，只供您本人使用，请勿转发。打开链接不会产生任何效果，提交之后链接失效。\n",
    ),
    "en": (
        "Please help us with: {task} ({project})",
        "Dear {name},\n\n"
        "{project} needs one thing from you: {task}.\n"
        "Open the link below on a phone or a computer; you need no account. You may close the page half-way: "
        "what you typed is there when you open it again.\n\n"
        "The link works until {until} and is yours alone; please do not forward it. Opening it changes "
        "nothing; it ends once you have handed in.\n",
    ),
}
REMINDER: Words = {
    "zh": (
        "提醒：{task}还等您答复（{project}）",
        "{name}，您好：\n\n"
        "{project}的“{task}”还没有收到您的答复。\n"
        "请用下面的新链接填写；之前邮件里的链接已失效，但已填的内容还在。\n\n"
        "链接有效期至 {until}，只供您本人使用，请勿转发。\n",
    ),
    "en": (
        "Reminder: {task} waits for you ({project})",
        "Dear {name},\n\n"
        "We have not had your answer yet: {task}, for {project}.\n"
        "Please use the new link below. The link in the earlier mail works no more, but what you typed "
        "is kept.\n\n"
        "The link works until {until} and is yours alone; please do not forward it.\n",
    ),
}


def write(session: Session, task: engine.Task, link: ErrandLink, contact: customers.Contact,
          token: str, words: Words) -> None:
    """Write the contact a mail with the link."""
    locale = "zh" if contact.locale.startswith("zh") else "en"
    project = projects.of_instance(session, task.instance_id)
    subject, text = words[locale]
    facts = {
        "name": contact.name, "project": project.name if project else "", "until": notifications.moment_in(link.expires_at, locale),
        "task": packages.translate(session, task.version_id, task.name, locale),
    }
    notifications.write_mail(session, to=link.email, subject=subject.format(**facts),
                             text=text.format(**facts), link=f"/t/{token}", locale=locale)
