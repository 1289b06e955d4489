"""Speed and memory, ours beside the peer's, interleaved in one run: ``make bench`` prints the table."""
