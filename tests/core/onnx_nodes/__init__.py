"""ONNX's own node tests, run by our kernels: one file a topic, each with ``ADAPTERS`` by operator."""
