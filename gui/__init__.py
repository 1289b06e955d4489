"""The window: Qt; depends on core, never the other way."""
