"""How many cores a training takes, and what for."""

import os

from threadpoolctl import threadpool_limits

from core.engine.network import Network


def usual_cores() -> int:
    """All but one: products on two threads wait for each other wherever something else is running."""
    return max(1, (os.cpu_count() or 1) - 1)


def give_cores(network: Network, count: int) -> None:
    """Let a network compute on so many cores; the limit of the matrix products holds for the whole process.

    Where its layers share their work themselves, each product gets one core: threads for both lose more than they win.
    """
    network.use_workers(count if network.parted else 1)
    threadpool_limits(1 if network.parted else count, user_api="blas")
