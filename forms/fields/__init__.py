"""One file per family of fields: each reads what was posted, checks it and gives typed data."""
