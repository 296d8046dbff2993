"""What the studio has to say: drafts and their files, reviews, publications, migrations, trials."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

STUDIO: Mapping[str, str] = {
    "studio-not-yours": N_("This is for those who look after the package “%(package)s”."),
    "draft-conflict": N_("Somebody saved “%(path)s” since you opened it. Nothing was overwritten."),
    "draft-closed": N_("There is no open draft of “%(package)s” any more: it was published or thrown away. Begin a new one."),
    "draft-path": N_("“%(path)s” is no path of a package. Use bpmn/name.bpmn, forms/name.form, dmn/name.dmn, documents/name.typ, i18n/en.po or examples/name.toml, with letters, digits, dashes and underscores."),
    "draft-key": N_("“%(key)s” cannot be a key. Use small letters, digits and underscores, beginning with a letter."),
    "draft-key-taken": N_("There is already a package called “%(key)s”. Choose another key."),
    "draft-name-missing": N_("Enter a name."),
    "draft-file-too-large": N_("“%(path)s” is larger than %(megabytes)s MB. A file that people edit is far smaller: look whether pictures or generated parts are in it."),
    "draft-package-full": N_("A package holds at most %(files)s files and %(megabytes)s MB. Remove what is not used."),
    "draft-document-type": N_("“%(path)s” has a document type, entity or processing instruction. A diagram needs none, and they can do harm; remove it and bring the file again."),
    "draft-xml": N_("“%(path)s” is no well-formed XML (line %(line)s). Open it in the tool that wrote it and save it again."),
    "draft-json": N_("“%(path)s” is no readable JSON. Open it in the tool that wrote it and save it again."),
    "draft-too-deep": N_("“%(path)s” is nested too deeply."),
    "draft-not-its-kind": N_("“%(path)s” is not what its name says: the content is of another kind."),
    "draft-not-text": N_("“%(path)s” is no UTF-8 text."),
    "draft-script": N_("“%(path)s” holds a script or markup in a text: “%(text)s”. Texts are shown to people; write plain words."),
    "draft-other-key": N_("The key in package.toml must stay “%(package)s”, not “%(key)s”: running cases name it."),
    "draft-file-kind": N_("“%(path)s” is of a kind that a package does not have there. Bring .bpmn, .dmn, .form, .po or .typ."),
    "draft-file-there": N_("There is already a file “%(path)s”. Choose another name."),
    "draft-no-file": N_("There is no file “%(path)s” in this draft, or it must stay."),
    "draft-manifest-stays": N_("package.toml must stay: without it there is no package."),
    "draft-zip-too-large": N_("The zip is larger than %(megabytes)s MB."),
    "draft-zip-broken": N_("This is no readable zip file, or it is encrypted."),
    "draft-zip-bomb": N_("Unpacked, the zip would be larger than %(megabytes)s MB. Nothing was unpacked."),
    "draft-zip-link": N_("“%(path)s” in the zip is a link to somewhere else. Pack the file itself."),
    "draft-zip-no-manifest": N_("The zip has no readable package.toml in its root or its only folder."),
    "comment-length": N_("Write between 1 and %(limit)s signs."),
    "comment-element": N_("Say which element the remark is about."),
    "comment-gone": N_("This remark is no longer there."),
    # publishing
    "publish-overtaken": N_("Version %(number)s went live after this draft was begun; publishing it now would undo what that changed. Update the draft first."),
    "update-undecided": N_("You and the live version both changed “%(path)s”. Say whose it is to be."),
    "told-draft.review_asked": N_("%(actor)s asks for your review of the draft of “%(title)s”."),
    "told-draft.agreed": N_("%(actor)s agreed with the draft of “%(title)s”; it can be published."),
    "told-draft.returned": N_("%(actor)s returned the draft of “%(title)s”: %(note)s"),
    "told-version.published": N_("%(actor)s published version %(number)s of “%(title)s”: %(note)s"),
    "publish-errors": N_("There are %(count)s errors in the draft. Publishing needs zero: mend what the findings name."),
    "publish-unreviewed": N_("This package asks for another owner's review before it is published, and nobody has agreed to it as it stands."),
    "publish-notes-missing": N_("Write release notes: what changes for whoever works with this process."),
    "publish-nothing-changed": N_("The draft is what version %(number)s already is; there is nothing to publish."),
    "publish-moved-on": N_("“%(package)s” has changed since this page was shown. Nothing was done; look at it again."),
    "review-own-work": N_("You changed this draft yourself. Its review is for another owner."),
    # trials
    "trial-too-long": N_("A trial has at most %(limit)s steps. Keep it as an example and begin another."),
    "trial-unreadable": N_("This trial cannot be read any more. Begin another."),
    "trial-no-json": N_("Write the variables as a JSON object, such as {\"amount\": 7}."),
    "trial-no-task": N_("No task is open at “%(element)s” here."),
    "trial-nobody-waits": N_("Nobody waits for the message “%(name)s” with the key “%(key)s” here."),
    "trial-time": N_("Turn the clock by at least nothing and at most twenty years."),
    "trial-at-start": N_("This is the beginning; there is no step to take back."),
    "trial-moved-on": N_("Somebody has played on in this trial. Look where it stands now."),
    "example-unreadable": N_("The example “%(name)s” cannot be read. Mend or remove examples/%(name)s.json."),
    "example-stuck": N_("The example “%(name)s” cannot be played any more: %(reason)s. Mend the draft, or record the example anew."),
    "example-differs": N_("The example “%(name)s” goes another way now: it went %(expected)s, it goes %(found)s. Mend the draft, or record the example anew."),
}
