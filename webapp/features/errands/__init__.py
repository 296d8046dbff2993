"""Errands: the customer's page behind a task link, and for staff the button that mails a new one.

The customer's page is open to whoever holds the link; the staff's route, one blueprint further in, is
closed like all others.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("errands", __name__, template_folder="templates")
staff = Blueprint("staff", __name__)

from webapp.features.errands import customer, links, refusals  # noqa: E402, F401 -- routes need the blueprints

blueprint.register_blueprint(staff)
