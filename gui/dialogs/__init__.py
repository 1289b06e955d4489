"""Dialogs: command search, shortcuts, export, questions."""
