"""Finding an Asterisk: on PATH, in the cache, unpacked anew."""

from pathlib import Path

import pytest

from callcenter_cti.lab.asterisk_root import (
    CACHE_OVERRIDE,
    FALLBACK_SOUND,
    ROOT_OVERRIDE,
    cached_root,
    find_asterisk,
    installed_asterisk,
    unpacked_root,
)
from callcenter_cti.lab.errors import LabError

MMDEBSTRAP = """#!/bin/sh
for last; do :; done
echo "$@" >> "$(dirname "$0")/calls"
mkdir -p "$last/usr/lib64" "$last/usr/lib/x86_64-linux-gnu/asterisk/modules"
mkdir -p "$last/usr/share/asterisk/sounds/en_US"
touch "$last/usr/share/asterisk/sounds/en_US/SOUND.wav"
printf '#!/bin/sh\\necho Asterisk 22.1.0\\n' > "$last/usr/lib64/ld-linux-x86-64.so.2"
chmod +x "$last/usr/lib64/ld-linux-x86-64.so.2"
""".replace("SOUND", FALLBACK_SOUND)


def quiet(_: str) -> None:
    """Take no notice of progress."""


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs in front of PATH, and an empty cache."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv(CACHE_OVERRIDE, str(tmp_path / "cache"))
    monkeypatch.delenv(ROOT_OVERRIDE, raising=False)
    return folder


def test_an_asterisk_that_is_too_old_is_named_and_left(tools: Path) -> None:
    """Version 16 is not used, and the progress says why."""
    program(tools, "asterisk", "#!/bin/sh\necho Asterisk 16.28.0\n")
    said: list[str] = []

    assert installed_asterisk(said.append) is None

    assert "16.28.0, older than Asterisk 18" in said[0]


def test_an_asterisk_that_does_not_run_is_left(tools: Path) -> None:
    """A broken program on PATH is no reason to fail."""
    program(tools, "asterisk", "#!/bin/sh\nexit 1\n")
    said: list[str] = []

    assert installed_asterisk(said.append) is None

    assert "does not run" in said[0]


def test_a_root_is_unpacked_once(tools: Path) -> None:
    """The first need unpacks, without naming a mirror; later ones find it in the cache."""
    program(tools, "mmdebstrap", MMDEBSTRAP)
    said: list[str] = []

    first, second = cached_root(said.append), cached_root(said.append)

    assert first == second
    assert unpacked_root(first).version == "Asterisk 22.1.0"
    (call,) = (tools / "calls").read_text().splitlines()
    assert "--mode=chrootless" in call
    assert "://" not in call
    assert said[-1] == "Unpacked Asterisk 22.1.0."


def test_a_failed_unpacking_leaves_nothing_and_says_why(tools: Path, tmp_path: Path) -> None:
    """No half root stays in the cache."""
    broken = "#!/bin/sh\necho 'E: no such suite' >&2\nexit 1\n"
    program(tools, "mmdebstrap", broken)

    with pytest.raises(LabError, match="E: no such suite"):
        cached_root(quiet)

    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["asterisk.lock"]


def test_without_mmdebstrap_the_sentence_says_what_to_install(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing on the machine can make an Asterisk: say what can."""
    monkeypatch.setenv("PATH", str(tools))

    with pytest.raises(LabError, match="apt-get install mmdebstrap"):
        cached_root(quiet)


def test_a_folder_without_asterisk_is_refused(tmp_path: Path) -> None:
    """A root from elsewhere, or half removed."""
    with pytest.raises(LabError, match="holds no unpacked Asterisk"):
        unpacked_root(tmp_path)


async def test_a_root_that_is_given_is_used(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment variable goes before PATH and cache."""
    program(tools, "mmdebstrap", MMDEBSTRAP)
    given = cached_root(quiet).rename(tmp_path / "given")
    monkeypatch.setenv(ROOT_OVERRIDE, str(given))

    found = await find_asterisk(quiet)

    assert found.modules.is_relative_to(given)
