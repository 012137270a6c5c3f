"""The AGI requests of one call, from its arrival to its end, and the last word whatever happens.

``call`` serves the caller up to the moment an agent is to be rung; ``answered`` confirms the
reservation on the agent's leg; ``after-dial`` decides again when the ring or the talk is over;
``ended`` closes the books. Each sets ``CTI_NEXT`` for the dialplan; a request that ends without
it means that the engine failed, and the dialplan falls back.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import structlog

from callcenter_cti.acd.waiting import MissedRing
from callcenter_cti.domain.agents import OfferFailure
from callcenter_cti.domain.calls import CallFacts, Verification
from callcenter_cti.domain.errors import CallcenterError, PeerUnavailable
from callcenter_cti.domain.facts import FlowFailed
from callcenter_cti.domain.identifiers import CallId, HotlineId, OfferToken
from callcenter_cti.flows.hotline import Hotline
from callcenter_cti.flows.identification import greet_and_identify
from callcenter_cti.flows.main_menu import main_menu
from callcenter_cti.flows.open_visits import OpenVisits
from callcenter_cti.flows.queueing import hand_back, wait_for_agent
from callcenter_cti.flows.visit import Leave, Services, Turn, Visit
from callcenter_cti.ivr.call import Call
from callcenter_cti.ivr.outcomes import HungUp
from callcenter_cti.ivr.prompts import Prompt
from callcenter_cti.ivr.request import CallRequest, Handler

_log = structlog.get_logger(__name__)

_NOT_ANSWERED: Final = {
    "NOANSWER": OfferFailure.RING_NO_ANSWER,
    "BUSY": OfferFailure.AGENT_DECLINED,
}
_DECLINED_CAUSE: Final = "21"
"""Q.850 cause of a 603 Decline, which Dial() reports as CHANUNAVAIL (observed: Asterisk 22)."""


class Entry:
    """The handlers of the FastAGI paths."""

    def __init__(
        self,
        services: Services,
        hotline: Callable[[HotlineId], Hotline],
        visits: OpenVisits | None = None,
    ) -> None:
        """Make the handlers.

        Args:
            services: What flows use.
            hotline: Finds a hotline; an unknown number gets the rules' default hotline.
            visits: The open visits, to share them with a view.
        """
        self._services = services
        self._hotline = hotline
        self._visits = OpenVisits() if visits is None else visits

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """The handlers by path, for the FastAGI server."""
        return {
            "call": self.call,
            "answered": self.answered,
            "after-dial": self.after_dial,
            "ended": self.ended,
        }

    async def call(self, request: CallRequest, call: Call) -> None:
        """Serve ``call,HOTLINE,SITE,CALL_ID``: greet, identify, serve, queue."""
        visit = self._arrival(request, call)
        self._visits.open(visit)
        await self._services.room.arrived(visit.facts)
        await self._to_the_end(visit, self._serve)

    async def answered(self, request: CallRequest, call: Call) -> None:
        """Serve ``answered,CALL_ID,TOKEN`` on the agent's leg: refuse a reservation gone stale."""
        call_id, token = CallId(request.argument(0)), OfferToken(request.argument(1))
        if not await self._services.room.answered(call_id, token):
            await call.set_variable("CTI_ANSWER", "refused")

    async def after_dial(self, request: CallRequest, call: Call) -> None:
        """Serve ``after-dial,CALL_ID,TOKEN,DIALSTATUS,SITE,CAUSE``: thank, or queue again."""
        visit = self._visits.find(CallId(request.argument(0)))
        if visit is None:
            visit = await self._returning(request, call)
        visit.call = call
        status = request.argument(2)
        if status == "ANSWER":
            await visit.leave("answered")
            await self._to_the_end(visit, _part)
            return
        why = _ring_failure(status, request.argument(4))
        missed = MissedRing(OfferToken(request.argument(1)), why)
        await self._to_the_end(visit, partial(wait_for_agent, missed=missed))

    async def ended(self, request: CallRequest, call: Call) -> None:
        """Serve ``ended,CALL_ID`` from the hang-up extension: free whatever the call held."""
        call_id = CallId(request.argument(0))
        visit = self._visits.find(call_id)
        self._visits.close(call_id)
        await self._services.room.left(call_id, visit.outcome if visit else "")

    def _arrival(self, request: CallRequest, call: Call) -> Visit:
        hotline = self._hotline(HotlineId(request.argument(0)))
        facts = CallFacts(
            call_id=CallId(request.argument(2) or request.unique_id),
            site=request.site,
            hotline=hotline.number,
            ani=request.ani,
            channel=request.channel,
            arrived_at=self._services.clock.wall(),
            language=hotline.languages[0],
        )
        return Visit(call, facts, hotline, self._services)

    async def _returning(self, request: CallRequest, call: Call) -> Visit:
        """Take over a call whose engine died while the agent's phone rang."""
        dialled = await call.variable("CTI_HOTLINE")
        arguments = (dialled, request.site, request.argument(0))
        taken_over = CallRequest(
            "call", arguments, request.channel, request.unique_id, request.ani,
            request.environment,
        )  # fmt: skip
        visit = self._arrival(taken_over, call)
        self._visits.open(visit)
        await self._services.room.arrived(visit.facts)
        visit.to_person("queue", "returned")
        return visit

    async def _serve(self, visit: Visit) -> None:
        match await _welcome_and_serve(visit):
            case Turn.PERSON:
                visit.card_number = None  # no flow needs it any more; the visit lives on for long
                await wait_for_agent(visit)
            case Turn.GOODBYE | Turn.GO_ON:
                await visit.call.set_variable("CTI_NEXT", "hangup")
                await visit.leave(visit.outcome)
            case Turn.GONE:
                await visit.leave(visit.outcome)

    async def _to_the_end(self, visit: Visit, flow: Callable[[Visit], Awaitable[None]]) -> None:
        """Run a flow; whatever it raises, the caller hears a last word and is handed back."""
        try:
            await flow(visit)
        except Exception:  # noqa: BLE001 - whatever a flow raises, the caller hears a last word
            _log.exception("flow.failed", call_id=visit.facts.call_id, flow=visit.flow)
            self._services.publish(_failure(visit))
            await _last_word(visit)


async def _welcome_and_serve(visit: Visit) -> Turn:
    try:
        if isinstance(await visit.call.answer(), HungUp):
            return Turn.GONE
        await _welcome(visit)
        if visit.hotline.person_first:
            raise visit.to_person("entry", "person_first")
        if visit.hotline.identify_first:
            await greet_and_identify(visit)
        return await main_menu(visit)
    except Leave as leave:
        return leave.turn
    except PeerUnavailable as error:
        _log.warning("bank.unavailable", call_id=visit.facts.call_id, reason=error.reason)
        return await _without_bank(visit)


async def _welcome(visit: Visit) -> None:
    """Greet in the language of a customer who is known by his number, if he is."""
    await _recognise(visit)
    await visit.speak(visit.facts.language)
    await visit.mention(Prompt(visit.hotline.greeting))


async def _recognise(visit: Visit) -> None:
    try:
        customer = await visit.at_bank(visit.services.bank.recognise(visit.facts.ani))
    except PeerUnavailable:  # whoever asks for it later hears that the bank is down
        return
    if customer is None:
        return
    known = customer.language in visit.hotline.languages
    visit.facts = replace(
        visit.facts,
        customer=customer,
        verification=Verification.NUMBER_KNOWN,
        language=customer.language if known else visit.facts.language,
    )


async def _without_bank(visit: Visit) -> Turn:
    try:
        await visit.say(Prompt("trouble.bank"), Prompt("trouble.person"))
    except Leave as leave:
        return leave.turn
    visit.to_person("bank", "trouble")
    return Turn.PERSON


def _failure(visit: Visit) -> FlowFailed:
    at = visit.services.clock.wall()
    return FlowFailed(visit.facts.call_id, visit.facts.site, visit.flow, at)


async def _part(visit: Visit) -> None:
    await visit.call.play(Prompt("goodbye"))
    await visit.call.set_variable("CTI_NEXT", "hangup")


async def _last_word(visit: Visit) -> None:
    try:
        await visit.call.play(Prompt("trouble.last"))
        await hand_back(visit)
    except CallcenterError as error:  # the wire itself is what broke: the dialplan has its own
        _log.warning("flow.no_last_word", call_id=visit.facts.call_id, reason=str(error))


def _ring_failure(status: str, cause: str) -> OfferFailure:
    if status in _NOT_ANSWERED:
        return _NOT_ANSWERED[status]
    if cause == _DECLINED_CAUSE:
        return OfferFailure.AGENT_DECLINED
    return OfferFailure.DEVICE_UNREACHABLE
