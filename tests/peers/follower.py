"""A caller on a real line who follows a script.

He acts on what the engine is seen to do, its commands in the site's event log. A key that is
pressed while no command collects is lost; so he begins to key when a command that collects has
started, as a caller does who waits for the question.
"""

import re
from collections import deque
from collections.abc import Callable

from callcenter_cti.ivr.script import Act, Script, Step
from callcenter_cti.lab.ami_client import Event
from callcenter_cti.lab.carrier import Caller
from callcenter_cti.lab.site import Site
from tests.contracts.agi_peer import words_of

LIMIT_S = 60.0
"""No caller waits longer for the engine's next command."""
SHORTEST_QUESTION_MS = 1000
"""Nobody is given less time for a first key."""


class Follower:
    """Does what the script says, one step after the other; hears every question out."""

    def __init__(self, caller: Caller, site: Site, script: Script) -> None:
        self._caller = caller
        self._site = site
        self._steps = deque(script.steps)
        self._keying = False
        self.heard: list[str] = []
        """Files of the prompts of the script that he heard whole, as ``LANGUAGE/NAME``."""

    @property
    def left(self) -> list[Step]:
        """What the caller has not done yet."""
        return list(self._steps)

    @property
    def is_done(self) -> bool:
        """Whether all was done; a flow that ends before the caller leaves is no fault."""
        return not self._steps or self._steps[0].act is Act.HANGS_UP

    async def follow(self) -> None:
        """Act on each command of the engine, until the caller leaves."""
        while not await self._act(await self._caller.hears("", limit_s=LIMIT_S)):
            pass

    async def leaves(self) -> bool:
        """Hang up if it is time to; tell whether it was."""
        if not self._takes(Act.HANGS_UP):
            return False
        await self._caller.hang_up()
        return True

    async def _act(self, started: Event) -> bool:
        """Tell whether the caller has left."""
        match words_of(started["Command"]):
            case ["STREAM", "FILE", path, stop_keys]:
                self._keying = False
                await self._listen(*path.rsplit("/", 2)[1:], stop_keys=stop_keys)
            case ["WAIT", "FOR", "DIGIT", limit_ms]:
                if await self._is_asked(int(limit_ms)):
                    return False  # he is silent to the end of this command
            case ["SET", "MUSIC", "ON", *_]:
                self._takes(Act.MUSIC_STARTS)
            case ["SET", "VARIABLE", "CHANNEL(language)", language]:
                self._takes(Act.SPEAKS, language)
            case _:
                pass
        return await self.leaves()

    async def _listen(self, language: str, name: str, *, stop_keys: str) -> None:
        """Hear a file, and cut it at its beginning if the script says so."""
        del stop_keys
        is_told = self._hears(language, name)
        if self._next_is(Act.INTERRUPTS):
            await self._keys(Act.INTERRUPTS)
        elif is_told:
            self.heard.append(f"{language}/{name}")

    def _hears(self, language: str, name: str) -> bool:
        """Take the step of hearing a file, or the first piece of a sentence with gaps."""
        whole = re.sub(r"\.\d+$", "", name)
        return any(
            self._takes(Act.HEARS, detail)
            for detail in (name, whole, f"{language}: {name}", f"{language}: {whole}")
        )

    async def _is_asked(self, limit_ms: int) -> bool:
        """Key what the question is answered with; True when he answers with silence."""
        if limit_ms < SHORTEST_QUESTION_MS:
            return False  # the engine waits for something else, and collects what is typed ahead
        if self._keying:
            return False
        if self._takes(Act.SILENT):
            return True
        await self._keys(Act.KEYS)
        return False

    def _next_is(self, act: Act) -> bool:
        return bool(self._steps) and self._steps[0].act is act

    def _takes(self, act: Act, detail: str = "") -> bool:
        if not (self._next_is(act) and self._steps[0].detail == detail):
            return False
        self._steps.popleft()
        return True

    async def _keys(self, act: Act) -> None:
        if self._next_is(act):
            self._keying = True
            await self._press(self._steps.popleft().detail)

    async def _press(self, keys: str) -> None:
        """Press keys, and wait until the site has got the last of them."""
        place = self._site.mark() - 1
        await self._caller.press(keys)
        for key in keys:
            place, _ = await self._site.ami.find_event(self._got(key), since=place + 1)

    def _got(self, key: str) -> Callable[[Event], bool]:
        return lambda e: (
            e["Event"] == "DTMFEnd" and e["CallerIDNum"] == self._caller.ani and e["Digit"] == key
        )


class HastyFollower(Follower):
    """Hears the prompts of the script, and keys at once when the one before the keys is over."""

    async def _listen(self, language: str, name: str, *, stop_keys: str) -> None:
        if stop_keys and self._next_is(Act.KEYS):
            await self._keys(Act.KEYS)
        else:
            await super()._listen(language, name, stop_keys=stop_keys)

    async def _press(self, keys: str) -> None:
        """Press the first key, and the others when the engine is seen to collect on."""
        await super()._press(keys[:1])
        if len(keys) > 1:
            await self._caller.hears("", limit_s=LIMIT_S)
            await super()._press(keys[1:])
