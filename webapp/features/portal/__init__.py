"""The customer portal: a way in without an account, the customer's projects, and what customers say about them.

Every page but the ways in is for a contact whose session this browser holds. A route that is not named as a way in is
closed: forgetting a check hides a page from a customer, it never shows one to a stranger.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.db import db
from webapp.domain import access
from webapp.features import PORTAL_COOKIE

blueprint = Blueprint("portal", __name__, template_folder="templates")

WAYS_IN = frozenset({"portal.home", "portal.ask", "portal.code", "portal.check_code", "portal.door", "portal.send_code",
                     "portal.enter", "portal.leave"})


@blueprint.before_request
def know_the_visitor() -> ResponseReturnValue | None:
    """Find whose session this is; lead whoever has none to the way in, with what they typed still on the page."""
    g.visitor = access.visitor_of(db.session(), request.cookies.get(PORTAL_COOKIE))
    if g.visitor is not None and "locale" not in request.cookies:
        g.locale = g.visitor.locale
    if g.visitor is not None or request.endpoint in WAYS_IN:
        return None
    if request.method == "POST":
        typed = request.form.get("text") or request.form.get("words") or ""
        return render_template("portal/way_in.html", form=MailForm(formdata=None), next="", typed=typed), 403
    return redirect(url_for("portal.home", next=request.path))


from webapp.features.portal import door, papers, rooms, way_in  # noqa: E402, F401 -- routes need the blueprint
from webapp.features.portal.forms import MailForm  # noqa: E402 -- the forms' words need the package
