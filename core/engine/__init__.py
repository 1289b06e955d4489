"""The engine: compiles a document to a fixed list of calls over buffers allocated once."""
