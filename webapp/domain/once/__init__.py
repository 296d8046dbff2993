"""What one form sends twice is kept once: a double click, a page gone back to, a request that the network repeated.

A page draws a nonce into its form. The key of what is kept is of that nonce, of who wrote, and of what they wrote
where: the same form sent again finds what it has kept, while other words, another person or a fresh form are kept
beside it. Of two that come at the same instant the key lets one be kept; the other begins anew and finds it.
"""

from webapp.domain.once.keys import SentOnce, kept, key_of

__all__ = ["SentOnce", "kept", "key_of"]
