"""Which commands the caller's verbs become, and what replies mean (contract: tests/contracts)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from callcenter_cti.agi.errors import LocalProtocolError, RemoteProtocolError
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.money import Money
from callcenter_cti.ivr.call import Call, Menu, Question
from callcenter_cti.ivr.outcomes import Heard, HungUp, Match, Said
from callcenter_cti.ivr.prompts import Digits, Prompt
from callcenter_cti.ivr.script import Script
from tests.contracts.agi_peer import AgiPeer
from tests.fakes.agi_switch import Switch

ASK = Prompt("ask")


@pytest.fixture
async def switch(request: pytest.FixtureRequest) -> AsyncIterator[Switch]:
    switch = Switch(patience_s=getattr(request, "param", 90.0))
    switch.address = await switch.server.start("127.0.0.1", 0)
    yield switch
    await switch.server.close(grace_s=1.0)


async def test_speech_is_files_by_absolute_path(switch: Switch):
    """Each piece is a file of the caller's language; nothing cuts it unless it may be cut."""
    commands = await switch.commands_of("", lambda call: call.play(ASK, Digits("40")))

    assert commands == [
        "STREAM FILE /prompts/en/ask ",
        "STREAM FILE /prompts/en/digit.4 ",
        "STREAM FILE /prompts/en/digit.0 ",
    ]


async def test_amount_is_spoken_in_fragments(switch: Switch):
    """An amount is as many files as it has words."""
    commands = await switch.commands_of("", lambda call: call.say_amount(Money(201, "AUD")))

    names = [command.rpartition("/")[2].strip() for command in commands]
    assert names == [
        "number.2", "currency.AUD.many", "word.and", "number.1", "currency.AUD.part.one",
    ]  # fmt: skip


async def test_digits_after_the_first_are_collected_by_one_command(switch: Switch):
    """Between two commands keys are lost, so that Asterisk collects the rest by itself."""
    question = Question((ASK,), 4, 8, first_digit_s=5.0, inter_digit_s=2.5)

    commands = await switch.commands_of("keys 1234#", lambda call: call.ask(question))

    assert commands == [
        "STREAM FILE /prompts/en/ask 0123456789*",
        "WAIT FOR DIGIT 5000",
        "GET DATA  2500 7",
    ]


async def test_key_that_cut_the_question_is_not_waited_for_again(switch: Switch):
    """The first digit came with the prompt's reply."""
    question = Question((ASK, Prompt("more")), 4, 4)

    commands = await switch.commands_of(
        "hears ask\ninterrupts 1234", lambda call: call.ask(question)
    )

    assert commands == ["STREAM FILE /prompts/en/ask 0123456789*", "GET DATA  3000 3"]


async def test_menu_takes_its_key_with_one_command(switch: Switch):
    """After its key a menu waits for nothing."""
    menu = Menu((ASK,), keys="12", first_digit_s=4.0)

    commands = await switch.commands_of("keys 2", lambda call: call.menu(menu))

    assert commands[1:] == ["WAIT FOR DIGIT 4000"]
    assert switch.results == [Match("2")]


async def test_other_terminator_is_collected_key_by_key(switch: Switch):
    """GET DATA knows no terminator but the hash key."""
    question = Question((ASK,), 1, 8, terminator="*", first_digit_s=5.0, inter_digit_s=2.0)

    commands = await switch.commands_of("keys 12*", lambda call: call.ask(question))

    assert commands[1:] == ["WAIT FOR DIGIT 5000"] + ["WAIT FOR DIGIT 2000"] * 2


@pytest.mark.parametrize(
    ("script", "waits_ms"),
    [
        ("hears ask\ninterrupts 712", [350, 350, 350, 100]),
        ("hears ask\nkeys 7\nkeys 12", [100, 100, 350, 350]),
    ],
    ids=["types ahead", "has heard the question out"],
)
async def test_keys_are_collected_while_something_of_ours_runs(
    switch: Switch, script: str, waits_ms: list[int]
):
    """They answer the next questions; between the keys of one who types ahead there is no gap."""
    peer = AgiPeer(Script.parse(f"{script}\nsilent"))
    menu = Menu((ASK,), keys="127", tries=1)

    def collected() -> list[int]:
        waits = [int(words[-1]) for words in peer.commands if words[0] == "WAIT"]
        return [wait_ms for wait_ms in waits if wait_ms < 1000]

    async def work() -> str:
        while len(collected()) < len(waits_ms):  # noqa: ASYNC110 - the peer tells nobody
            await asyncio.sleep(0)
        return "done"

    async def flow(call: Call) -> list[object]:
        before, done = await call.menu(menu), await call.collect_while(work())
        return [before, done, await call.menu(menu), await call.menu(menu)]

    await switch.commands_with(peer, flow)

    assert switch.results == [[Match("7"), "done", Match("1"), Match("2")]]
    assert collected() == waits_ms
    assert peer.heard == ["ask"]


async def test_answer_that_comes_at_once_costs_no_wait_for_a_key(switch: Switch):
    """Nothing is said to Asterisk meanwhile, unless the caller is typing."""

    async def work() -> str:
        return "done"

    async def flow(call: Call) -> list[object]:
        return [await call.collect_while(work()), await call.play(ASK)]

    commands = await switch.commands_of("", flow)

    assert switch.results == [["done", Said()]]
    assert commands == ["STREAM FILE /prompts/en/ask "]


async def test_music_is_of_the_class_in_the_settings(switch: Switch):
    """Music on hold is Asterisk's, of the class that ops chose."""

    async def flow(call: Call) -> None:
        await call.hold_music(on=True)
        await call.hold_music(on=False)

    assert await switch.commands_of("", flow) == ["SET MUSIC ON queue", "SET MUSIC OFF"]


@pytest.mark.parametrize("switch", [0.06], indirect=True)
async def test_caller_on_music_is_kept_from_the_fallback(switch: Switch):
    """While the music plays the safety net is armed again and again, with no verb running."""
    enough = asyncio.Event()

    class Counter(AgiPeer):
        def _serve(self, words: list[str]) -> None:
            super()._serve(words)
            if self.commands.count(["SET", "VARIABLE", "TIMEOUT(absolute)", "0.06"]) == 4:
                enough.set()

    async def flow(call: Call) -> None:
        await call.hold_music(on=True)
        await enough.wait()
        await call.hold_music(on=False)

    switch._flow = flow
    peer = Counter(Script.parse(""))
    await peer.run(*switch.address)

    verbs = [words for words in peer.commands if words[:2] != ["SET", "VARIABLE"]]
    assert verbs == [["SET", "MUSIC", "ON", "queue"], ["SET", "MUSIC", "OFF"]]
    assert enough.is_set()


async def test_missing_prompt_is_told_and_passed_over(switch: Switch):
    """A file that is not there is no hang-up: ops are told its name, the caller hears the rest."""
    peer = AgiPeer(Script.parse(""), missing=frozenset({"ask"}))

    with capture_logs() as logs:
        await switch.commands_with(peer, lambda call: call.play(ASK, Prompt("more")))

    assert switch.results == [Said()]
    assert peer.heard == ["more"]
    assert [(line["event"], line["prompt"]) for line in logs] == [("prompt.missing", "ask")]


@pytest.mark.parametrize("late", [False, True])
async def test_hang_up_at_the_first_sample_is_no_missing_prompt(switch: Switch, *, late: bool):
    """Both have the same reply; the notice, before the next reply at the latest, tells."""

    async def flow(call: Call) -> Heard:
        return await call.play(ASK, Prompt("more"))

    class Leaver(AgiPeer):
        def _stream(self, name: str, escape_digits: str) -> None:
            self.gone = True
            self._out.append("200 result=-1 endpos=0")
            (self._late if late else self._out).append("HANGUP")

    with capture_logs() as logs:
        await switch.commands_with(Leaver(Script.parse("")), flow)

    assert switch.results == [HungUp()]
    assert logs == []


async def test_nothing_is_sent_to_a_dead_channel(switch: Switch):
    """After the hang-up only variables go over the wire."""

    async def flow(call: Call) -> None:
        await call.hung_up()
        await call.play(ASK)
        await call.ask(Question((ASK,)))
        await call.hang_up()
        await call.set_variable("CTI_NEXT", "hangup")

    peer = AgiPeer(Script.parse("hangs up"))
    switch._flow = flow
    await peer.run(*switch.address)

    assert peer.commands == [["SET", "VARIABLE", "CTI_NEXT", "hangup"]]


@pytest.mark.parametrize(
    "reply", [b"200 result=-1\n", b"511 Command Not Permitted on a dead channel\n"]
)
async def test_refusal_of_a_dead_channel_is_a_hang_up(switch: Switch, reply: bytes):
    """Asterisk may know of the hang-up before it tells us."""
    assert await switch.result_of(reply, lambda call: call.answer()) == HungUp()


@pytest.mark.parametrize("code", [b"510 Invalid or unknown command\n", b"520 Usage.\n"])
async def test_command_that_asterisk_does_not_know_is_our_fault(switch: Switch, code: bytes):
    """A command that we sent wrongly is an error, and no caller's doing."""
    result = await switch.result_of(code, lambda call: call.answer())

    assert isinstance(result, LocalProtocolError)
    assert "ANSWER was refused" in str(result)


@pytest.mark.parametrize("reply", [b"200 result=x\n", b"200 result=999\n", b"200 result=-5\n"])
async def test_result_that_is_no_key_is_the_peers_fault(switch: Switch, reply: bytes):
    """A key is an ASCII code."""

    async def flow(call: Call) -> object:
        return await call.ask(Question(()))

    assert isinstance(await switch.result_of(reply, flow), RemoteProtocolError)


async def test_keys_that_telephones_do_not_have_match_nothing(switch: Switch):
    """Signalling can carry A to D; such a key is one that does not fit."""

    async def flow(call: Call) -> object:
        return await call.menu(Menu((), keys="1", tries=1))

    result = await switch.result_of(b"200 result=65\n", flow)

    assert type(result).__name__ == "NoMatch"


async def test_value_with_other_bytes_can_be_logged_and_stored(switch: Switch):
    """Bytes that are not UTF-8 become U+FFFD for the flow."""
    result = await switch.result_of(b"200 result=1 (Jos\xe9)\n", lambda call: call.variable("X"))

    assert result == "Jos\ufffd"


async def test_digits_of_a_secret_are_not_logged(switch: Switch):
    """Nothing that is logged while a PIN is keyed, tracebacks included, has it."""

    async def flow(call: Call) -> None:
        asked = await call.ask(Question((ASK,), 4, 4, secret=True))
        raise LookupError(repr(asked))

    with capture_logs() as logs:
        await switch.commands_of("keys 9753", flow)

    assert [line["event"] for line in logs] == ["agi.handler_failed"]
    assert "9753" not in repr(logs)


@pytest.mark.parametrize(
    ("channel", "spoken"),
    [("zh", "zh"), ("ja", "ja"), ("en_GB", "en"), ("zh-CN", "zh"), ("fr", "en"), ("", "en")],
)
async def test_call_goes_on_in_the_language_of_its_channel(
    switch: Switch, channel: str, spoken: str
):
    """A later session of the call speaks the language that an earlier one left in the channel."""
    peer = AgiPeer(Script.parse(""), language=channel)

    await switch.commands_with(peer, lambda call: call.play(ASK))

    assert peer.languages == [spoken]


async def test_language_is_told_to_asterisk(switch: Switch):
    """What Asterisk itself plays, and the next session, follow."""

    async def flow(call: Call) -> None:
        await call.set_language(Language.JAPANESE)
        await call.play(ASK)

    commands = await switch.commands_of("", flow)

    assert commands[:2] == [
        "SET VARIABLE CHANNEL(language) ja",
        "STREAM FILE /prompts/ja/ask ",
    ]
