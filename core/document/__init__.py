"""The document: a value. Edits are pure functions ``Document -> Document``."""
