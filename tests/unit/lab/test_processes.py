"""Starting and ending programs."""

from pathlib import Path

from callcenter_cti.lab.processes import end_program, start_program, wait_for_end

STUBBORN = "trap '' TERM; echo ready; while true; do sleep 0.05; done"


async def test_a_program_that_obeys_is_ended(tmp_path: Path) -> None:
    """SIGTERM is enough for most."""
    program = start_program(["sleep", "60"], log=tmp_path / "log")

    await end_program(program)

    assert program.poll() is not None


async def test_a_program_that_does_not_obey_is_killed(tmp_path: Path) -> None:
    """After the limit comes SIGKILL."""
    program = start_program(["sh", "-c", STUBBORN], log=tmp_path / "log")

    await end_program(program, limit_s=0.3)

    assert program.poll() is not None


async def test_an_end_that_does_not_come_is_told(tmp_path: Path) -> None:
    """Waiting has a limit."""
    program = start_program(["sleep", "60"], log=tmp_path / "log")

    ended = await wait_for_end(program, limit_s=0.05)

    await end_program(program)
    assert not ended


async def test_what_a_program_says_is_in_its_log(tmp_path: Path) -> None:
    """Both outputs are appended."""
    log = tmp_path / "log"
    log.write_text("before\n")
    program = start_program(["sh", "-c", "echo out; echo err >&2"], log=log)

    assert await wait_for_end(program, limit_s=10)

    assert log.read_text() == "before\nout\nerr\n"
