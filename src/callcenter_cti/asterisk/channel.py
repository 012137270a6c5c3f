"""The caller's verbs on a real channel: each is one or a few AGI commands.

Decides which command says what, and what a reply means; knows no flow and no socket. Prompts are
files on Asterisk's machine, ``PROMPTS_DIR/LANGUAGE/NAME.wav``, named here without suffix. The
language is kept in the channel, so that the call's next session goes on in it. Recordings do not
hear what is keyed in secret (`asterisk.recording`).
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Final

from structlog.typing import FilteringBoundLogger

from callcenter_cti.agi import commands
from callcenter_cti.agi.commands import Command
from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.agi.replies import DEAD_CHANNEL, SUCCESS, Reply
from callcenter_cti.asterisk.agi_request import printable
from callcenter_cti.asterisk.agi_session import AgiSession
from callcenter_cti.asterisk.recording import Recording, Recordings
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr import asking
from callcenter_cti.ivr.asking import Keyed
from callcenter_cti.ivr.call import INTERRUPTING_KEYS, Menu, Question, Result
from callcenter_cti.ivr.outcomes import Asked, Heard, HungUp, Said
from callcenter_cti.ivr.prompts import Amount, Digits, Speech
from callcenter_cti.ivr.speech import Lines, playlist
from callcenter_cti.ivr.type_ahead import TypeAhead

_COLLECT_S: Final = 0.1
"""How long one command collects keys while something of ours runs: it may end that much later."""
_COLLECT_ON_S: Final = 0.35
"""The same while a caller types ahead: longer than between two of his keys (Card, Moran and Newell
1980, keystroke-level model: 0.2 s of a skilled hand, 0.28 s of most). Between two commands a key
is lost, which befell one in fifty on an idle machine when all were short, one in six on a busy
one."""
_AT_ONCE_S: Final = 0.05
"""So soon most answers are there, and a caller who is not typing is spared the wait for a key."""
_FAILED: Final = -1
"""Result of a command that a hang-up, or a missing file, ended."""
_ASCII_END: Final = 128
_GET_DATA_TERMINATOR: Final = "#"
"""Fixed in Asterisk's GET DATA."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How a caller is spoken to."""

    prompts_dir: str
    """Folder of the rendered prompts as Asterisk sees it; absolute."""
    lines: Lines = field(default_factory=dict)
    """Sentences that have gaps; others are files as they are."""
    language: Language = Language.ENGLISH
    """Of a channel whose own language is none of ours."""
    music_class: str = "default"
    """Class of `musiconhold.conf` played on hold."""
    longest_prompt_s: float = 45.0
    """No prompt plays longer; a STREAM FILE without a reply is given up this much later."""


class AgiCall:
    """`callcenter_cti.ivr.call.Call` on an AGI session."""

    __slots__ = (
        "_hurries",
        "_language",
        "_log",
        "_recording",
        "_session",
        "_settings",
        "_typed",
    )

    def __init__(
        self,
        session: AgiSession,
        *,
        settings: ChannelSettings,
        recordings: Recordings,
        log: FilteringBoundLogger,
    ) -> None:
        self._session = session
        self._recording = Recording(session, recordings, log)
        self._typed = TypeAhead()
        self._hurries = False
        """Whether the last thing he did was to key before he was asked: he may be typing ahead."""
        self._settings = settings
        self._language = _language(session, settings.language)
        self._log = log

    async def answer(self) -> Heard:
        """Answer the channel."""
        return _heard(await self._alive(commands.answer()))

    async def play(self, *speech: Speech, barge_in: bool = False) -> Heard:
        """Play one after the other; what cannot be cut may stand between two secrets."""
        if barge_in and not self._typed:
            self._recording.unmute()
        return await self.hear(speech, stop_keys=INTERRUPTING_KEYS if barge_in else "")

    async def say_digits(self, digits: str) -> Heard:
        """Speak digits one by one."""
        return await self.hear((Digits(digits),), stop_keys="")

    async def say_amount(self, money: Money) -> Heard:
        """Speak an amount of money."""
        return await self.hear((Amount(money),), stop_keys="")

    async def ask(self, question: Question) -> Asked:
        """Ask a question; no recording hears the answer to a secret one."""
        if question.secret:
            await self._recording.mute()
        else:
            self._recording.unmute()
        return await asking.ask(self, question)

    async def menu(self, menu: Menu) -> Asked:
        """Offer a menu."""
        self._recording.unmute()
        return await asking.ask_menu(self, menu)

    async def collect_while(self, work: Awaitable[Result]) -> Result:
        """Wait for something of ours, and collect keys meanwhile: Asterisk keeps none.

        What is typed ahead may answer a secret question, so no recording hears more of it than
        the first key.
        """
        task = asyncio.ensure_future(work)  # noqa: TID251 - awaited below, whatever comes
        try:
            if not self._hurries:
                await asyncio.wait((task,), timeout=_AT_ONCE_S)
            while not task.done() and not self._session.is_hung_up:
                if self._typed:
                    await self._recording.mute()
                key = await self._wait_for_key(_COLLECT_ON_S if self._hurries else _COLLECT_S)
                self._hurries = key not in ("", HungUp())
                if isinstance(key, str) and key:
                    self._typed.keep(key)
            return await task
        finally:
            task.cancel()

    def unread(self, key: str) -> None:
        """Put a key back, for the next question."""
        self._typed.unread(key)

    async def set_language(self, language: Language) -> Heard:
        """Speak another language from now on; what Asterisk itself plays follows."""
        self._language = language
        return await self.set_variable("CHANNEL(language)", language)

    async def hold_music(self, *, on: bool) -> Heard:
        """Start or stop the music; while it is on, the session keeps the safety net armed."""
        self._recording.unmute()
        command = commands.set_music(on=on, music_class=self._settings.music_class)
        heard = _heard(await self._alive(command))
        self._session.keep_alive(on=on)
        return heard

    async def hung_up(self) -> None:
        """Return when the caller is gone."""
        await self._session.hung_up()

    async def set_variable(self, name: str, value: str) -> Heard:
        """Set a channel variable; done on a hung-up channel too, for its `h` extension."""
        await self._run(commands.set_variable(name, value))
        return HungUp() if self._session.is_hung_up else Said()

    async def variable(self, name: str) -> str:
        """Read a channel variable; bytes that are not UTF-8 become U+FFFD."""
        reply = await self._run(commands.get_variable(name))
        return printable(reply.value or "") if reply is not None else ""

    async def hang_up(self) -> None:
        """Hang the channel up."""
        await self._alive(commands.hangup())

    def release(self) -> None:
        """Leave the channel as the dialplan wants it; the session is over."""
        self._recording.unmute()

    async def hear(self, speech: tuple[Speech, ...], *, stop_keys: str) -> Heard:
        """Play the files that the speech is made of, until a key cuts it."""
        if key := self._typed.cut(stop_keys):
            return Said(key)
        heard = await self._hear(speech, stop_keys)
        self._hurries = isinstance(heard, Said) and heard.key != ""
        return heard

    async def _hear(self, speech: tuple[Speech, ...], stop_keys: str) -> Heard:
        for piece in speech:
            for name in playlist(piece, self._language, self._settings.lines):
                heard = await self._stream(name, stop_keys)
                if isinstance(heard, HungUp) or heard.key:
                    return heard
        return HungUp() if self._session.is_hung_up else Said()

    async def key(self, timeout_s: float) -> str | HungUp:
        """Wait for one key."""
        return self._typed.key() or await self._wait_for_key(timeout_s)

    async def _wait_for_key(self, timeout_s: float) -> str | HungUp:
        reply = await self._alive(commands.wait_for_digit(timeout_s))
        if reply is None or reply.number == _FAILED:
            return HungUp()
        return _key(reply)

    async def keys(self, limit: int, terminator: str, timeout_s: float) -> Keyed | HungUp:
        """Collect keys with one command where Asterisk has one: between two, keys are lost."""
        typed, terminated = self._typed.keys(limit, terminator)
        if terminated or len(typed) == limit:
            return Keyed(typed, terminated)
        rest = await self._more_keys(limit - len(typed), terminator, timeout_s)
        return rest if isinstance(rest, HungUp) else Keyed(typed + rest.keys, rest.terminated)

    async def _more_keys(self, limit: int, terminator: str, timeout_s: float) -> Keyed | HungUp:
        if terminator != _GET_DATA_TERMINATOR:
            return await self._keys_one_by_one(limit, terminator, timeout_s)
        command = commands.get_data("", timeout_s=timeout_s, max_digits=limit)
        reply = await self._alive(command)
        if reply is None or reply.number == _FAILED:
            return HungUp()
        terminated = not reply.timed_out and len(reply.result) < limit
        return Keyed(reply.result, terminated)

    async def _keys_one_by_one(
        self, limit: int, terminator: str, timeout_s: float
    ) -> Keyed | HungUp:
        keys = ""
        while len(keys) < limit:
            key = await self.key(timeout_s)
            if isinstance(key, HungUp):
                return key
            if not key or key == terminator:
                return Keyed(keys, terminated=bool(key))
            keys += key
        return Keyed(keys, terminated=False)

    async def _stream(self, name: str, escape_digits: str) -> Heard:
        path = f"{self._settings.prompts_dir}/{name}"
        longest_s = self._settings.longest_prompt_s
        reply = await self._alive(commands.stream_file(path, escape_digits, duration_s=longest_s))
        if reply is None:
            return HungUp()
        if reply.number != _FAILED:
            return Said(_key(reply))
        return await self._after_failure(name, reply)

    async def _after_failure(self, name: str, reply: Reply) -> Heard:
        """Tell a missing file from a hang-up: Asterisk answers both with -1.

        The notice of a hang-up comes before the next reply at the latest (seen on Asterisk 22).
        """
        if reply.endpos or await self._alive(commands.noop()) is None:
            return HungUp()
        if self._session.is_hung_up:
            return HungUp()
        language, _, prompt = name.partition("/")
        self._log.error("prompt.missing", prompt=prompt, language=language)
        return Said()

    async def _alive(self, command: Command) -> Reply | None:
        """Run a command that needs a living channel; None when the caller is gone."""
        return None if self._session.is_hung_up else await self._run(command)

    async def _run(self, command: Command) -> Reply | None:
        reply = await self._session.execute(command)
        if reply is None or reply.code == DEAD_CHANNEL:
            return None
        if reply.code != SUCCESS:
            raise LocalProtocolError(f"{command.verb} was refused with {reply.code}")
        return reply


def _language(session: AgiSession, otherwise: Language) -> Language:
    code = session.request.environment.get("language", "").replace("-", "_")
    try:
        return Language(code.partition("_")[0].lower())
    except ValueError:
        return otherwise


def _heard(reply: Reply | None) -> Heard:
    return HungUp() if reply is None or reply.number == _FAILED else Said()


def _key(reply: Reply) -> str:
    """Return the key that the result is the ASCII code of, A to D too; empty for 0."""
    code = reply.number
    if code == 0:
        return ""
    if code is None or not 0 < code < _ASCII_END:
        raise RemoteProtocolError("a result that is no key")
    return chr(code)
