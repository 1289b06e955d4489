"""What each declared class computes, said once more in torch, by its tag; one file a topic."""
