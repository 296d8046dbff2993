"""What the proof has to say: keys and signers, time-stamps, signatures without steps, a log that was changed."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str

PROOF: Mapping[str, str] = {
    "letterhead-address-long": N_("An address has at most %(most)s characters."),
    "mark-large": N_("The mark is larger than 100 kB."),
    "mark-measures": N_("The mark has 40 to 1600 pixels each way."),
    "mark-unreadable": N_("This is neither a PNG nor an SVG that can be read. Save the mark anew and choose it again."),
    "mark-acts": N_("This SVG does more than draw: it runs, loads, writes or leads somewhere. Save the mark as plain shapes, texts turned into outlines."),
    "audit-signature-astray": N_("Case %(instance)s: signature %(row)s stands, but its step at “%(element)s” was not completed by its signer."),
    "audit-signature-lost": N_("Case %(instance)s: “%(element)s” was completed by signing (task %(row)s), but the signature is missing."),
    "vault-untold": N_("This installation was told no key for its vault, so nothing can be signed. Set TANDEM_VAULT_KEY."),
    "vault-other-key": N_("A signing key was sealed with another vault key. Set TANDEM_VAULT_KEY to the one it was sealed with."),
    "signer-away": N_("The place that holds the firm's signing key does not answer. Nothing was signed; please try again in a few minutes."),
    "signer-library": N_("The firm's signing key lies in a hardware token, and the library for it is missing here. Nothing was signed; please have python-pkcs11 installed."),
    "signer-wrong": N_("The place that holds the firm's signing key answered with something that is no signature of ours. Nothing was signed; please tell the administrators."),
    "authority-away": N_("The time-stamp authority does not answer; it is asked again later."),
    "authority-wrong": N_("The time-stamp authority answered with something that is no time-stamp of ours; it is asked again later."),
    "authority-refused": N_("The time-stamp authority refused (%(status)s); it is asked again later."),
    "picture-unreadable": N_("The drawn signature could not be read. Clear it and draw again, or leave it empty."),
    "place-taken": N_("This document has no empty place left for this signature."),
    "log-gap": N_("Entry %(number)s of the log is missing; entry %(found)s stands in its place."),
    "log-emptied": N_("Entry %(number)s of the log was emptied, and nobody put on record that it was to be erased."),
    "log-leaf": N_("Entry %(number)s of the log was changed: it does not have the hash that it was recorded with."),
    "log-history-gone": N_("Entry %(number)s of the log tells of event %(event)s, which the history no longer has."),
    "log-history-changed": N_("Event %(event)s of the history was changed after it became entry %(number)s of the log."),
    "log-node": N_("The tree over entry %(number)s of the log was changed (level %(level)s)."),
    "log-forgot": N_("Event %(event)s of the history is missing from the log."),
    "log-head": N_("Head %(head)s says something else of the first %(number)s entries than the log does."),
    "log-head-unsigned": N_("Head %(head)s of the log is not signed by the key it names."),
}
