"""What the customer portal has to say: at its door, about rights, and of what was said there."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

PORTAL: Mapping[str, str] = {
    "portal-expired": N_("This link has expired. Ask for a new one with your mail address."),
    "portal-revoked": N_("This link works no more. Ask your contact at the project."),
    "portal-code-spent": N_("Too many wrong codes. Ask for a new one."),
    "portal-codes-per-day": N_("Enough codes for one day: %(most)s were sent. Try again tomorrow."),
    "grant-unknown": N_("There is no such right, or the contact has left."),
    "grant-other-project": N_("Choose a project of this customer."),
    "may-not-comment": N_("You may read this project. To answer requirements or write to the team, ask your contact at the project for the right."),
    "may-not-answer": N_("The project's lead answers the customer, or whoever is named for it in the project."),
    "requirements-changed": N_("The requirements have changed since this page was shown. Read the line as it is now, and say it again."),
    "verdict-missing": N_("Choose: accept, reject or ask."),
    "words-missing": N_("Write a few words, at least %(shortest)s characters."),
    "words-too-many": N_("That is more than %(longest)s characters. Make it shorter, or send several."),
    "remark-answered": N_("A colleague has answered this in the meantime."),
    # what people are told
    "told-remark-accept": N_("%(actor)s accepts requirement %(line)s of project %(project)s."),
    "told-remark-reject": N_("%(actor)s rejects requirement %(line)s of project %(project)s: %(words)s"),
    "told-remark-clarify": N_("%(actor)s asks about requirement %(line)s of project %(project)s: %(words)s"),
    "told-remark-answered": N_("Your remark on requirement %(line)s of project %(project)s was answered: %(words)s"),
    "told-customer-message": N_("%(actor)s writes about project %(project)s: %(words)s"),
    "told-team-message": N_("%(actor)s writes to you about project %(project)s: %(words)s"),
    "told-team-message-unnamed": N_("The team of project %(project)s writes to you: %(words)s"),
}
