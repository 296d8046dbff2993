"""Signing: the customer's page behind a magic link, and the company's signature inside the product.

The customer's page is open to whoever holds the link; the staff's pages, one blueprint further in,
are closed like all others.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("signing", __name__, template_folder="templates")
staff = Blueprint("confirmations", __name__, url_prefix="/confirmations")

from webapp.features.signing import customer, pages, refusals, company  # noqa: E402, F401, I001 -- routes need the blueprints

blueprint.register_blueprint(staff)
