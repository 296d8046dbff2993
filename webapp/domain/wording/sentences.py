"""Every message id the product may have to say, with its English source sentence.

Operations raise ids with facts; here, and only here, an id gets its words. `N_` marks a sentence for
the translators without translating it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from webapp.domain.wording.catalogue import gettext
from webapp.domain.wording.portal import PORTAL
from webapp.domain.wording.proof import PROOF
from webapp.domain.wording.reasons import REASONS
from webapp.domain.wording.studio import STUDIO

N_ = str

UNKNOWN = N_("This cannot be done (%(message_id)s).")

SENTENCES: Mapping[str, str] = {
    # the engine
    "task-not-open": N_("This task is no longer open: somebody was faster, or the process moved on."),
    "task-stuck": N_("This task was answered, but the step after it failed. It is being looked at; the answers are kept."),
    "not-your-task": N_("This task is somebody else's now."),
    "not-claimed": N_("Nobody has claimed this task, so it cannot be given back."),
    "no-such-task": N_("There is no such task."),
    "no-such-instance": N_("There is no such running process."),
    "no-such-version": N_("This version was never deployed."),
    "no-version-tagged": N_("No version of %(package)s has %(name)s with the version tag %(tag)s."),
    "no-such-process": N_("The deployed version has no such process."),
    "no-such-file": N_("The deployed version has no such file."),
    "no-such-decision": N_("The deployed version has no such decision table."),
    "no-such-incident": N_("There is no such incident."),
    "instance-ended": N_("This process has ended; nothing in it moves any more."),
    "incident-resolved": N_("This incident was resolved in the meantime."),
    "lease-lost": N_("Another worker has taken over this job."),
    "stale-instance": N_("Somebody moved this process at the same instant. Nothing was changed; please try again."),
    "package-refused": N_("The package was refused: %(count)s findings."),
    "expression-syntax": N_("An expression in the diagram cannot be read: %(text)s (%(reason)s)"),
    "expression-budget": N_("An expression in the diagram takes too long or too much memory."),
    "data-not-json": N_("An answer holds something that cannot be kept."),
    "text-unusable": N_("A text is too long or holds signs that cannot be kept (at most %(limit)s)."),
    "no-such-job": N_("There is no such job."),
    # moves by hand
    "instance-suspended": N_("This process is suspended: nothing in it moves until it is resumed."),
    "move-token-gone": N_("The step has moved on in the meantime. Look again where the process stands."),
    "move-no-such-place": N_("There is no step “%(place)s” in this process. Choose one from the list."),
    "move-no-place": N_("“%(element)s” is no step that can begin by itself. Choose the activity before or after it."),
    "move-onto-join": N_("At “%(element)s” branches wait for each other; nothing can begin there. Choose the step before or after it."),
    "move-into-several": N_("“%(element)s” has several instances, and none of them is meant. Choose the whole step."),
    "move-other-branch": N_("“%(place)s” lies in another parallel branch, where others work. Choose a step of your own branch or one before the branches part."),
    "move-not-earlier": N_("“%(place)s” does not come before this step. One can only return to an earlier step."),
    "move-straight-inside": N_("Going straight back is not possible here: what this step lies in begins anew as a whole. Return without it; the steps between come again."),
    "move-straight-cancels": N_("Going straight back is not possible here: the return would cancel work that others have begun. Return without it; the steps between come again."),
    "move-last-token": N_("This is the last thing that is open here; without it the process would end unseen. Move it elsewhere, or terminate the process."),
    "move-scope-empty": N_("Nothing is open around “%(place)s”."),
    "move-undoing": N_("What was done is being undone here; wait until that is over."),
    "move-not-several": N_("This step has no several instances that one could be added to."),
    "case-not-yours": N_("Moving a project by hand is for process owners, administrators and directors; its lead may return it."),
    "case-moved-on": N_("The project has moved on since this page was shown. Nothing was changed; look at where it stands now."),
    "variable-name": N_("A variable's name begins with a letter and has only letters, digits and underscores."),
    "withdraw-not-here": N_("At this step an answer that was handed in stays. Ask for a return instead."),
    "skip-no-step": N_("Only a step that waits can be skipped."),
    "task-held": N_("Others were asked first; this task waits for them."),
    "signer-twice": N_("%(who)s has this task already or was asked before."),
    "signer-both-kinds": N_("Whoever asks others to sign before cannot ask for others after, and the other way round. Let those go first."),
    "signer-where": N_("One can be asked to sign before, after or beside."),
    "signer-not-added": N_("Only a signer who was added can be let go."),
    "delegate-to-oneself": N_("%(who)s has this task already."),
    "withdraw-late": N_("What follows your answer is done already, so it cannot be taken back. Ask for a return instead."),
    "withdraw-not-yours": N_("Only who handed an answer in can take it back."),
    "withdraw-signer": N_("An added signer cannot take an answer back."),
    "withdraw-nowhere": N_("The process has gone where it cannot be brought back from."),
    "withdraw-one-of-several": N_("One of several signatures cannot be taken back alone."),
    # cases on their way to another version
    "no-such-migration": N_("There is no such migration."),
    "migrate-other-package": N_("Both versions must be of one package; these are of “%(from_package)s” and “%(to_package)s”."),
    "migrate-same-version": N_("Version %(number)s is already the one these cases run in."),
    "migrate-canary": N_("A trial takes at least one case."),
    "plan-unreadable": N_("The plan cannot be read: “elements” must lead from each element to its counterpart or to null."),
    "plan-timers": N_("“timers” in the plan is “keep” or “again”, not “%(found)s”."),
    "plan-unknown-element": N_("The plan names “%(element)s”, which its version does not have."),
    "migrate-no-process": N_("The new version has no counterpart of the process “%(process)s”."),
    "migrate-no-counterpart": N_("The case is at “%(name)s” (%(element)s), which has no counterpart in the new version. Name one in the plan, or let the case go past it first."),
    "migrate-other-scope": N_("The counterpart of “%(name)s” (%(element)s), where the case is, lies in another sub-process of the new version. Choose a counterpart in the same one, or move the token first."),
    "migrate-other-kind": N_("“%(element)s” and its counterpart “%(to)s” are of different kinds. Choose one that waits for the same."),
    "migrate-join-flow": N_("A branch has reached “%(element)s” by a flow that the new version does not have."),
    "migrate-waits-for-ever": N_("At “%(name)s” (%(element)s) the case would wait for ever for a branch that is new. Let it go past this gateway first."),
    "migrate-listener-gone": N_("A listener of “%(element)s” is being asked that the new version does not have; wait until it is done."),
    "migrate-undoing": N_("Something is being undone at “%(element)s”; wait until that is over."),
    "migrate-moved-on": N_("The case has moved on since it was migrated, so it stays in its new version."),
    "note-step-renamed": N_("“%(element)s” goes on as “%(to)s” (%(name)s)."),
    "note-form-replaced": N_("The open task “%(name)s” gets the form “%(form)s”."),
    "note-form-edited": N_("The form of the open task “%(name)s” has been edited."),
    "note-event-armed": N_("“%(name)s” (%(element)s) begins to listen."),
    "note-event-dropped": N_("“%(name)s” (%(element)s) is no longer listened for."),
    "note-undo-dropped": N_("What “%(element)s” did cannot be undone in the new version."),
    "note-straight-dropped": N_("“%(element)s” was to go straight back to where it was returned from; it follows its flows instead."),
    # why a step failed, shown with its incident
    "step-failed": N_("The step failed unexpectedly (%(error)s)."),
    "job-failed": N_("An automatic step failed several times: %(error)s"),
    "job-abandoned": N_("An automatic step was begun several times and never finished: %(error)s"),
    "expression-unknown-name": N_("The diagram asks for something that nobody has answered: %(text)s"),
    "expression-failed": N_("An expression in the diagram cannot be worked out: %(text)s (%(reason)s)"),
    "no-flow-holds": N_("No way out of this gateway fits the answers."),
    "condition-not-boolean": N_("A condition in the diagram is neither true nor false."),
    "error-not-caught": N_("The diagram has no way to go on after this error."),
    "endless-loop": N_("The diagram goes round in a circle without waiting."),
    "timer-unreadable": N_("A timer in the diagram names no moment."),
    "decision-unknown": N_("The diagram names a decision table that is not there."),
    "process-unknown": N_("The diagram calls a process that is not there."),
    "loop-collection-mistyped": N_("The diagram repeats a step for a list that is no list."),
    # files and documents
    "file-empty": N_("“%(name)s” is empty."),
    "file-too-large": N_("“%(name)s” is larger than the limit of %(max_bytes)s bytes."),
    "file-type": N_("“%(name)s” is of a type that is not accepted here."),
    "document-template-missing": N_("The package has no template for this document."),
    "document-unknown": N_("The package describes no document “%(kind)s”."),
    "document-without-project": N_("This process belongs to no project, so its document has no place."),
    # people, customers, projects
    "username-form": N_("A user name begins with a small letter and has only small letters, digits, dots, dashes and underscores."),
    "username-taken": N_("The user name %(username)s is taken."),
    "name-missing": N_("A name is missing."),
    "email-form": N_("This is not a mail address."),
    "role-unknown": N_("There is no such role."),
    "mails-unknown": N_("Choose whether you want to be mailed."),
    "department-name-taken": N_("There is a department called %(name)s already."),
    "password-short": N_("A password has at least %(shortest)s characters."),
    "customer-name-taken": N_("There is a customer of this name already."),
    "text-missing": N_("There is nothing written yet."),
    "contact-unknown": N_("Choose a contact of this customer."),
    "side-case-without-project": N_("This was begun for project %(project)s, which is not there. Whoever sends the message must name the project's number as project_id."),
    "project-code-unknown": N_("There is no project %(code)s. Its code stands above its name, such as P-2026-001."),
    "side-case-not-yours": N_("You cannot begin this process: its package names other roles. Ask the project's lead."),
    "side-case-is-open": N_("One is open in this project already, and only one is at a time. What has come anew belongs in it."),
    "package-not-deployed": N_("The process package %(package)s was never deployed."),
    "clock-is-fixed": N_("The clock of this installation cannot be turned."),
    # tasks
    "not-allowed": N_("You may look at this task, but it is another person's to do."),
    "signed-on-its-page": N_("A signature is given on the document itself, not by a form. Open “Read and sign”."),
    "person-unknown": N_("There is no such colleague."),
    "has-it-already": N_("%(to)s has this task already."),
    # confirmations, documents, and what the engine says besides
    "already-signed": N_("Your signature is recorded already, once."),
    "both-sides": N_("One person cannot sign for both sides; somebody else must sign here."),
    "wrong-side": N_("This signature is the other side's: staff sign for the company, contacts for the customer."),
    "not-the-signer": N_("This signature is another person's. You may read the document."),
    "signer-left": N_("The person who should sign is no longer here. Name somebody else to sign."),
    "confirmation-over": N_("This was settled in the meantime: the version was taken back, declined or completed. Nothing was signed just now."),
    "confirmation-voided": N_("This version is no longer valid: %(reason)s"),
    "not-signed-by-both": N_("The document is not signed by everybody who was named, so the process may not go on."),
    "signers-none": N_("The diagram names nobody to sign. Give the input “signers” of the step at least one person."),
    "signers-form": N_("A signer is written with who, side (customer or company), role and turn (1 to 99); this is not one: %(given)s"),
    "signer-unknown": N_("The diagram names “%(who)s” to sign, but there is nobody of that name, or the person has left."),
    "signer-other-side": N_("%(who)s cannot sign for the other side: contacts sign for the customer, staff for the company."),
    "signer-named-twice": N_("The diagram names %(who)s twice; one person signs a version once, and never for both sides."),
    "signers-without-project": N_("This case belongs to no project, so nobody can be asked to sign in it."),
    "seal-large": N_("The picture is larger than 200 kB."),
    "seal-not-png": N_("This is no PNG picture. Save the stamp as PNG and choose it again."),
    "seal-measures": N_("A seal's picture has 40 to 1200 pixels each way."),
    "seal-ground": N_("The picture has no transparent ground. Save it as PNG in full colour with transparency, so that what it is set upon stays legible."),
    "seal-not-yours": N_("You may not use this seal, or it is retired."),
    "passkey-stale": N_("This question to your passkey is too old or was answered already. Begin once more."),
    "passkey-refused": N_("The passkey's answer does not fit: it must be yours, for this question, at this address."),
    "passkeys-many": N_("%(most)s passkeys are enough. Remove one that you no longer use."),
    "not-on-the-list": N_("This person may not sign in another's place for this customer. The list stands in the customer's file."),
    "not-of-this-customer": N_("This contact belongs to another customer."),
    "other-document": N_("The page showed another version. Load it again and read the version that is valid now."),
    "edit-too-late": N_("It cannot be taken back from here any more; what must change goes the way of a change request."),
    "confirmation-overtaken": N_("Another change (baseline %(baseline)s) altered requirement %(lines)s first. Nothing was signed; write this change anew on what is valid now."),
    "requirements-overtaken": N_("Requirement %(lines)s reads otherwise since baseline %(baseline)s. Write this change anew on what is valid now."),
    "requirements-not-signed": N_("Both sides have not signed any requirements yet, so nothing can be changed: edit the draft instead."),
    "code-none": N_("Ask for a code first; it is sent to you by mail or text message."),
    "code-expired": N_("This code is too old or was used already. Ask for a new one."),
    "code-locked": N_("Too many wrong codes: the link is locked. Ask your contact for a new one."),
    "phone-none": N_("We know no mobile number of yours. Have the code mailed to you, or ask your contact to add the number."),
    "texts-per-day": N_("Enough text messages for one day: %(most)s were sent. Have the code mailed to you."),
    "code-needed": N_("Please confirm who you are with the code we send you, then sign."),
    "code-too-soon": N_("A code was sent a moment ago. You can ask for another in %(wait_seconds)s seconds."),
    "link-too-soon": N_("A link was sent a moment ago. You can send another in %(wait_seconds)s seconds."),
    "links-per-day": N_("Enough links for one day: %(most)s were sent. Try again tomorrow."),
    "link-unknown": N_("There is no such link. Open it from the mail once more, or ask your contact for a new one."),
    "link-expired": N_("This link has expired. Ask your contact at the project for a new one."),
    "checking-busy": N_("Other files are being checked right now. Try again in a few seconds, or verify yours with the script below."),
    "link-moved": N_("This link went to an address or a telephone under which we no longer reach you. Please ask your contact at the "
                     "project for a new one."),
    "link-replaced": N_("There is a newer link; only the newest one works. Look for it in your mailbox."),
    "link-used": N_("This link has done its work: you have signed or declined with it."),
    "link-voided": N_("This version is no longer valid. You will get a new link with the new version."),
    "link-revoked": N_("There is nothing to sign here any more; the matter was settled in another way."),
    "errand-done": N_("This was answered already. Thank you; there is nothing more to do here."),
    "consent-missing": N_("Tick the box if you agree; otherwise decline."),
    "drawing-form": N_("The drawn signature could not be read. Clear it and draw again, or leave it empty."),
    "name-too-long": N_("A name has at most %(longest)s characters."),
    "reason-missing": N_("Say why, in at least %(shortest)s characters; everybody involved will read it."),
    "reason-too-long": N_("A reason has at most %(longest)s characters."),
    "document-not-rendered": N_("The document could not be printed from its template %(template)s: %(reason)s"),
    "document-template-imports-package": N_("The template %(template)s wants %(imported)s from outside; put what it needs into the package."),
    "document-template-path": N_("The path of the template %(template)s leads out of the package."),
    "correlation-key-mistyped": N_("The key of a message is neither a text nor a number: %(text)s"),
    "value-mistyped": N_("An expression in the diagram gives a value of the wrong kind: %(text)s should give a %(wanted)s."),
    "value-not-storable": N_("An expression gives something that cannot be kept (%(type)s)."),
    "message-storm": N_("Messages call each other without end; after %(limit)s the process was stopped. Break the circle in the diagram."),
    "no-plain-start": N_("The process %(process)s has no plain start event, so it cannot be called."),
    "no-such-start": N_("The process %(process)s has no start event %(element)s."),
    "ad-hoc-activities-unknown": N_("The expression at %(element)s names activities that are not in it: %(value)s."),
    "start-not-named": N_("The process %(process)s has several start events; say which one."),
    "not-waiting": N_("This step is not waiting any more: the process moved on."),
    "token-not-waiting": N_("This step is not waiting any more: the process moved on."),
    "python-is-not-executed": N_("Scripts in Python are not executed; write a FEEL expression."),
    "scope-too-deep": N_("The process %(process)s calls itself deeper than %(limit)s levels. Break the circle in the diagram."),
    "script-failed": N_("A script of the diagram failed (%(code)s)."),
    "state-damaged": N_("The stored state is damaged (%(reason)s). Restore it from a backup."),
    "state-format-unknown": N_("The stored state was written by another version of the product (%(found)s). Bring the product up to date."),
    # what people are told
    "told-task": N_("“%(task)s” in project %(project)s is yours."),
    "told-group-task": N_("“%(task)s” in project %(project)s can be claimed by your group."),
    "told-assigned": N_("%(actor)s handed you “%(task)s” in project %(project)s."),
    "told-opened": N_("“%(document)s” of project %(project)s awaits its signatures."),
    "told-not_invited": N_("Nobody was invited to sign “%(document)s” of project %(project)s: %(signer)s has left. Take the document back and have another contact of the customer sign it."),
    "told-signed": N_("%(actor)s signed “%(document)s” of project %(project)s."),
    "told-declined": N_("%(actor)s declined “%(document)s” of project %(project)s: %(reason)s"),
    "told-voided": N_("The signatures under “%(document)s” of project %(project)s are void: %(reason)s"),
    "told-completed": N_("“%(document)s” of project %(project)s is signed by everybody."),
    "told-delegated": N_("%(actor)s handed the signature under “%(document)s” of project %(project)s on to %(heir)s: %(reason)s"),
    "void-superseded": N_("a newer version took its place"),
    "void-overtaken": N_("another change came into force first and altered the same requirement"),
    "void-process": N_("the process took it back"),
    "void-expired": N_("the time for signing ran out before everybody had signed"),
    "mail-greeting": N_("Dear %(name)s,"),
    "mail-footer": N_("This mail was written by Tandem; nobody reads answers to it."),
    "mail-sign": N_("Read and sign"),
    "mail-portal": N_("Open the portal"),
    "mail-task": N_("Open the task"),
    "mail-project": N_("Open the project"),
    "mail-open": N_("Have a look"),
    "told-incident": N_("A step of project %(project)s failed at “%(element)s”. The answers are kept; try again when the cause is mended."),
    "told-signature_overdue": N_("A document of project %(project)s still waits for your signature."),
    "told-support_untried": N_("The customer of project %(project)s has not tried the support channel yet. Please try it together."),
    "told-survey_unanswered": N_("The customer of project %(project)s did not answer the survey within two weeks. Please ask by phone."),
    "errand-closed": N_("This task of the customer is no longer open."),
    "too-many-files": N_("More than %(most)s files came by this link. Hand in what is there, or ask for a new link."),
    "no-such-endpoint": N_("This installation knows no system “%(endpoint)s”. It knows: %(known)s. Choose one of these, or ask for it to be added to TANDEM_WEBHOOKS."),
    "webhook-not-reached": N_("“%(endpoint)s” did not answer (%(why)s). Try again when it is back; the same number goes along, by which that system knows a second try."),
    "webhook-not-taken": N_("“%(endpoint)s” refused what it was told (status %(status)s). Mend what is sent, or ask who looks after that system; then try again."),
    "webhook-answer-unusable": N_("“%(endpoint)s” answered what this case cannot carry: JSON of at most %(limit)s bytes is wanted. What was told has arrived."),
    # the audit, told by the doctor
    "audit-done-twice": N_("Case %(instance)s: number %(row)s is told as %(kind)s %(times)s times."),
    "audit-untold": N_("Case %(instance)s: “%(element)s” is closed as completed, but the history does not say so (%(kind)s, number %(row)s)."),
    "audit-told-but-open": N_("Case %(instance)s: the history says that “%(element)s” was completed, but it is open (%(kind)s, number %(row)s)."),
    "audit-answers-lost": N_("Case %(instance)s: task %(row)s at “%(element)s” was completed, but its answers are missing."),
    "audit-round-lost": N_("Case %(instance)s: “%(element)s” was answered %(last)s times, but only %(kept)s rounds are kept."),
    "audit-answers-astray": N_("Case %(instance)s: task %(row)s at “%(element)s” has answers, but the step they should have caused did not happen."),
    "audit-left-over": N_("Case %(instance)s has ended, but at “%(element)s” something is still open (%(kind)s %(row)s)."),
    "audit-stuck-for-nobody": N_("Case %(instance)s: “%(element)s” is stuck (%(kind)s %(row)s), but no open incident lets anybody try it again."),
    "audit-wait-unseen": N_("Case %(instance)s waits at “%(element)s” (%(kind)s %(token)s), but no row shows it to anybody."),
    "audit-row-astray": N_("Case %(instance)s: a row is open at “%(element)s” (%(kind)s %(token)s), but the case does not wait there."),
    "audit-row-differs": N_("Case %(instance)s: what is awaited at “%(element)s” (%(kind)s %(token)s) is not what its row says."),
    "audit-nothing-awaited": N_("Case %(instance)s has not ended, but waits for nothing, and no incident says why. Its tokens stand at %(state)s."),
    "audit-unreadable": N_("The state of case %(instance)s cannot be read (%(reason)s)."),
    # keys, signatures and the log
    "not-an-extension": N_("The signed document would not begin with what was signed before. Nothing was kept."),
    "document-not-extended": N_("Version %(version)s is frozen; its bytes can only go on, not change."),
    "told-message": N_("%(text)s"),
    **PROOF,
    **STUDIO,
    **PORTAL,
}


def sentence(message_id: str, facts: Mapping[str, Any], locale: str) -> str:
    """The message as a sentence in this language; facts that are missing are shown as a dash."""
    return fill(gettext(locale), message_id, facts)


def fill(translate: Callable[[str], str], message_id: str, facts: Mapping[str, Any]) -> str:
    """The same with the translating function handed in."""
    known = message_id in SENTENCES
    source = SENTENCES[message_id] if known else UNKNOWN
    return translate(source) % _Facts({**facts, "message_id": message_id, "reason": _reason(translate, facts)})


def _reason(translate: Callable[[str], str], facts: Mapping[str, Any]) -> str:
    """Why, in words: an expression's reason is an id of its own, a person's reason stays as they wrote it."""
    reason = str(facts.get("reason") or facts.get("problem") or "–")
    return translate(REASONS[reason]) if reason in REASONS else reason


class _Facts(dict[str, Any]):
    """Facts that never fail: a message with a hole still tells more than an error about the message."""

    def __missing__(self, _name: str) -> str:
        return "–"
