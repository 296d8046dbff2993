"""Sign in another's place: only by those whom the customer's file allows, with a reason that all are told.

That two people share a mail domain says nothing: half a city shares one. So each customer has a list.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, people
from webapp.domain.confirmations.errors import ConfirmationOver, MayNotSign, SubmissionRefused
from webapp.domain.confirmations.identity import require_identified
from webapp.domain.confirmations.links import resolve, send_anew
from webapp.domain.confirmations.models import CUSTOMER, Confirmation, Signatory, Substitute
from webapp.domain.confirmations.policy import may_revise, reached_at
from webapp.domain.confirmations.queries import customer_id_of, signing_task
from webapp.domain.confirmations.rules import clean_reason
from webapp.domain.confirmations.telling import tell
from webapp.domain.people import Actor


def substitutes(session: Session, customer_id: int) -> list[Substitute]:
    """Who may sign in another's place for this customer today, in the order they were allowed."""
    query = select(Substitute).where(Substitute.customer_id == customer_id, Substitute.withdrawn_at.is_(None))
    return list(session.scalars(query.order_by(Substitute.id)))


def allow_substitute(session: Session, customer: customers.Customer, who: str, *, by: str) -> Substitute:
    """Put a contact of this customer, or a member of staff, on the list; once is enough."""
    _require_belongs(session, customer, who)
    session.refresh(customer, with_for_update={"of": customers.Customer, "key_share": True})
    standing = next((row for row in substitutes(session, customer.id) if row.actor == who), None)
    if standing is not None:
        return standing
    row = Substitute(customer_id=customer.id, actor=who, allowed_at=engine.now(), allowed_by=by)
    session.add(row)
    session.flush()
    return row


def withdraw_substitute(session: Session, row: Substitute, *, by: str) -> None:
    """Take somebody off the list; what they have signed stands."""
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = engine.now(), by
    session.flush()


def may_stand_in(session: Session, confirmation: Confirmation, signatory: Signatory) -> list[str]:
    """Who could sign in this person's place: on the list, of the same side, not asked to sign already."""
    asked = {each.actor for each in confirmation.signatories} | {s.signer for s in confirmation.signatures}
    of_customer = signatory.side == CUSTOMER
    return [row.actor for row in substitutes(session, customer_id_of(session, confirmation))
            if row.actor not in asked and people.is_contact(row.actor) == of_customer and _is_there(session, row.actor)]


def delegate(
    session: Session, confirmation: Confirmation, signatory: Signatory, *, to: str, reason: str, actor: Actor
) -> None:
    """Hand one's own signature to somebody on the list; whoever leads the version may do it for a signer."""
    if signatory.actor != actor.id and not may_revise(session, actor, confirmation):
        raise MayNotSign("not-the-signer", side=signatory.side)
    _hand_on(session, confirmation, signatory, to=to, reason=reason, actor=actor.id)


def delegate_by_link(session: Session, token: str, secret: str | None, *, to: str, reason: str) -> None:
    """The same for the customer's contact, once they have shown who they are: a forwarded link hands nothing on."""
    link = resolve(session, token)
    require_identified(link, secret)
    signatory = next((each for each in link.confirmation.signatories if each.actor == link.contact), None)
    if signatory is None:
        raise ConfirmationOver("confirmation-over")
    _hand_on(session, link.confirmation, signatory, to=to, reason=reason, actor=link.contact)


def _hand_on(
    session: Session, confirmation: Confirmation, signatory: Signatory, *, to: str, reason: str, actor: str
) -> None:
    reason = clean_reason(reason)
    task = signing_task(session, confirmation, signatory.actor)
    if task is None:
        raise ConfirmationOver("confirmation-over")
    if to not in may_stand_in(session, confirmation, signatory):
        raise SubmissionRefused("not-on-the-list", field="to")
    _assign(session, task, to=to, actor=actor)
    session.refresh(confirmation)
    if not confirmation.is_open or signatory not in confirmation.awaited:
        raise ConfirmationOver("confirmation-over")
    former, signatory.actor = signatory.actor, to
    signatory.delegated_at, signatory.delegated_by, signatory.delegation_reason = engine.now(), actor, reason
    session.flush()
    if signatory.side == CUSTOMER:
        send_anew(session, confirmation, engine.get_task(session, task.id), actor=actor)
    tell(session, confirmation, "confirmation.delegated", actor, task,
         former=former, to=to, heir=people.named(session, [to]).get(to, to), reason=reason, side=signatory.side)


def _assign(session: Session, task: engine.Task, *, to: str, actor: str) -> None:
    """Give the task away, which locks its row: whoever signs beside us comes before or after, never between."""
    try:
        engine.assign(session, task.id, to=to, actor=actor)
    except engine.TaskNotOpen as error:
        raise ConfirmationOver("confirmation-over") from error


def _require_belongs(session: Session, customer: customers.Customer, who: str) -> None:
    contact = customers.contact_of_actor(session, who)
    if contact is not None and contact.customer_id != customer.id:
        raise SubmissionRefused("not-of-this-customer", field="who")
    if not _is_there(session, who):
        raise SubmissionRefused("signer-left", field="who")


def _is_there(session: Session, actor_id: str) -> bool:
    try:
        return bool(reached_at(session, actor_id))
    except MayNotSign:
        return False
