"""Training in the window: the thread, the feed of snapshots, the training bar."""
