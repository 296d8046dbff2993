"""The nouns and verbs of customer engineering. Nothing here knows HTTP."""
