"""Sending a page's form the way a browser does: with the nonce that the page drew into it."""

import re


def nonce_of(page: str, action: str) -> str:
    """The nonce of the page's form that is sent to this address."""
    [form] = re.findall(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    return re.search(r'name="nonce" value="([^"]{20,})"', form)[1]
