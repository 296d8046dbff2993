"""Budgets: how large a definition, a post, a text or a file may be before it is refused."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The defaults suit a site report with many rows and photos; a caller may narrow them."""

    definition_bytes: int = MEGABYTE
    components: int = 500
    nesting: int = 8
    posted_fields: int = 5_000
    rows: int = 200
    text_length: int = 500
    long_text_length: int = 20_000
    number_length: int = 40
    choices: int = 2_000
    template_steps: int = 10_000
    file_bytes: int = 20 * MEGABYTE
    video_bytes: int = 200 * MEGABYTE
    file_count: int = 20
    signature_bytes: int = 256 * 1024
    signature_side: int = 4_000


DEFAULT = Limits()
