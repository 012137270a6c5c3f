"""The Asterisk side of one FastAGI session on a loopback socket, with a scripted caller on it.

It answers each command as Asterisk 22 was seen to, and lets the caller of a `Script` hear what is
played and press his keys. No time passes: a silence is over at once.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from callcenter_cti.ivr.script import Act, Script

DEAD = "511 Command Not Permitted on a dead channel or intercept routine"
_WORKS_WHEN_DEAD = ("NOOP", "SET VARIABLE", "GET VARIABLE")
_LIMIT_S = 10.0
"""A session that takes longer is wrong."""


def words_of(line: str) -> list[str]:
    """Split a command line as `parse_args` of res_agi.c does."""
    words: list[str] = []
    quoted = escaped = False
    between = True
    for character in line:
        if character == "\\" and not escaped:
            escaped = True
            continue
        if character == '"' and not escaped:
            quoted = not quoted
            if quoted and between:
                words.append("")
                between = False
            continue
        if character in " \t" and not quoted and not escaped:
            between = True
            continue
        if between:
            words.append("")
            between = False
        words[-1] += character
        escaped = False
    return words


@dataclass
class AgiPeer:
    """One session, from its header to its end."""

    script: Script
    variables: dict[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    """Prompts that have no file."""
    late_notice: bool = False
    """Whether a hang-up during a command is told in front of the next reply, not at once."""
    language: str = "en"
    """Of the channel, as it was left by the session before."""
    heard: list[str] = field(default_factory=list)
    """Base names of the files that were played, also those that were cut."""
    languages: list[str] = field(default_factory=list)
    """Folders of those files: the language of each."""
    commands: list[list[str]] = field(default_factory=list)
    music: bool = False
    gone: bool = False

    def __post_init__(self) -> None:
        self._steps = deque(self.script.steps)
        self._typed: deque[str] = deque()
        self._keying = False
        self._late: list[str] = []
        self._out: list[str] = []

    async def run(self, host: str, port: int, path: str = "call") -> None:
        """Connect, serve commands until the engine closes."""
        reader, writer = await asyncio.open_connection(host, port)
        try:
            async with asyncio.timeout(_LIMIT_S):
                self._send_header(writer, path)
                while line := await reader.readline():
                    self._serve(words_of(line.decode().removesuffix("\n")))
                    writer.write("".join(f"{reply}\n" for reply in self._out).encode())
                    self._out = []
        finally:
            writer.close()
            await writer.wait_closed()

    def _send_header(self, writer: asyncio.StreamWriter, path: str) -> None:
        lines = (
            ("network", "yes"),
            ("network_script", path),
            ("channel", "PJSIP/carrier-00000001"),
            ("uniqueid", "sydney-1795360445.1"),
            ("callerid", "61255501234"),
            ("language", self.language),
            ("callingpres", "0"),
        )
        writer.write("".join(f"agi_{name}: {value}\n" for name, value in lines).encode() + b"\n")
        self._settle()
        writer.write("".join(f"{line}\n" for line in self._out).encode())
        self._out = []

    def _serve(self, words: list[str]) -> None:
        self.commands.append(words)
        line = " ".join(words)
        self._out, self._late = self._late, []
        if self.gone and not line.startswith(_WORKS_WHEN_DEAD):
            self._out.append(DEAD)
            return
        match words:
            case ["STREAM", "FILE", path, escape_digits]:
                folder, _, name = path.rpartition("/")
                self._stream(name, escape_digits)
                self.languages += [folder.rpartition("/")[2]] * (
                    len(self.heard) - len(self.languages)
                )
            case ["GET", "DATA", "", _, limit]:
                self._get_data(int(limit))
            case ["WAIT", "FOR", "DIGIT", _]:
                self._wait_for_digit()
            case _:
                self._out.append(self._plain(words))
        self._settle()

    def _plain(self, words: list[str]) -> str:
        match words:
            case ["ANSWER"]:
                self._happen(Act.IS_ANSWERED)
            case ["SET", "MUSIC", state, *_]:
                self.music = state == "ON"
                self._happen(Act.MUSIC_STARTS if self.music else Act.MUSIC_STOPS)
            case ["SET", "VARIABLE", name, value]:
                self.variables[name] = value
                if name == "CHANNEL(language)":
                    self._happen(Act.SPEAKS)
                return "200 result=1"
            case ["GET", "VARIABLE", name] if name in self.variables:
                return f"200 result=1 ({self.variables[name]})"
            case ["HANGUP"]:
                self._happen(Act.IS_HUNG_UP)
                self._steps.appendleft(Script.parse("hangs up").steps[0])
                return "200 result=1"
            case ["GET", "VARIABLE", _] | ["NOOP"] | ["EXEC", "StopMixMonitor", _]:
                pass
            case _:
                return "510 Invalid or unknown command"
        return "200 result=0"

    def _stream(self, name: str, escape_digits: str) -> None:
        if name in self.missing:
            self._out.append("200 result=-1 endpos=0")
            return
        self.heard.append(name)
        self._keying = False
        if not escape_digits:
            self._typed.clear()
        if self._next_is(Act.HEARS) and self._steps[0].detail == name:
            self._steps.popleft()
        if self._next_is(Act.INTERRUPTS):
            assert escape_digits, f"{name} cannot be interrupted"
            self._typed.extend(self._steps.popleft().detail)
        while self._typed and self._typed[0] not in escape_digits:
            self._typed.popleft()
        if self._leaves("200 result=-1 endpos=4000"):
            return
        if self._typed:
            self._keying = True
            self._out.append(f"200 result={ord(self._typed.popleft())} endpos=800")
        else:
            self._out.append("200 result=0 endpos=16000")

    def _wait_for_digit(self) -> None:
        if not self._typed:
            if self._leaves("200 result=-1"):
                return
            if not self._keying:
                step = self._steps.popleft()
                assert step.act in (Act.KEYS, Act.SILENT), f"a key is waited for, not: {step}"
                self._typed.extend(step.detail)
        self._keying = bool(self._typed)
        self._out.append(f"200 result={ord(self._typed.popleft()) if self._typed else 0}")

    def _get_data(self, limit: int) -> None:
        keys = ""
        while self._typed and len(keys) < limit:
            key = self._typed.popleft()
            if key == "#":
                self._out.append(f"200 result={keys}")
                return
            keys += key
        if len(keys) == limit:
            self._out.append(f"200 result={keys}")
        elif not self._leaves("200 result=-1"):
            self._out.append(f"200 result={keys} (timeout)")

    def _next_is(self, act: Act) -> bool:
        return bool(self._steps) and self._steps[0].act is act

    def _happen(self, act: Act) -> None:
        if self._next_is(act):
            self._steps.popleft()

    def _leaves(self, reply: str) -> bool:
        """Let the caller hang up during a command, if that is what he does next."""
        if not self._next_is(Act.HANGS_UP):
            return False
        self._steps.popleft()
        self._depart()
        self._out.append(reply)
        (self._late if self.late_notice else self._out).append("HANGUP")
        return True

    def _settle(self) -> None:
        """Let the caller hang up between commands, when he has pressed all his keys."""
        if self._next_is(Act.HANGS_UP) and not self._typed:
            self._steps.popleft()
            self._depart()
            self._out.append("HANGUP")

    def _depart(self) -> None:
        self.gone = True
        self.music = False
        self._typed.clear()
