"""A process that dies leaves no copy of its memory behind."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, resource
from callcenter_cti.config.core_dumps import forbid_core_dumps

most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), flush=True)
os.abort()
"""


def test_process_that_aborts_leaves_no_core(tmp_path: Path) -> None:
    """Neither a file nor, as the kernel tells the parent, a dump anywhere else."""
    reader, writer = os.pipe()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{PROGRAM}"],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1)],
    )
    os.close(writer)
    with os.fdopen(reader) as output:
        said = output.read()
    _, status = os.waitpid(child, 0)

    assert said == "(0, 0)\n"
    assert os.WIFSIGNALED(status)
    assert list(tmp_path.iterdir()) == []


def test_limit_cannot_be_raised_again() -> None:
    """Nor by a program that the process starts."""
    code = (
        "import resource; from callcenter_cti.config.core_dumps import forbid_core_dumps;"
        "forbid_core_dumps(); import subprocess;"
        "subprocess.run(['sh', '-c', 'ulimit -Hc'], check=True)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=50, check=True
    )

    assert done.stdout == "0\n"
