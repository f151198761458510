"""No file with the memory of the program in it, however it ends."""

from __future__ import annotations


def leave_no_core_file() -> None:
    """Have no core file written, in which messages and keys would stand.

    What the program starts inherits it; a hard limit is left as it is.
    """
    try:
        import resource
    except ImportError:
        return  # Where there are none.
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    # One byte: of a limit of 0 Linux takes no notice when it pipes a core to a program, core(5).
    resource.setrlimit(resource.RLIMIT_CORE, (min(1, most) if most >= 0 else 1, most))
