"""No core dumps: one would put on a disk what callers were keying when the process died."""

import resource


def forbid_core_dumps() -> None:
    """Let the kernel write no core of this process and of those that it starts; for good.

    Where cores are piped to a program (``|`` in ``/proc/sys/kernel/core_pattern``) the kernel
    leaves the limit to that program; systemd-coredump keeps to it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
