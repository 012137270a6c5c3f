"""What a desktop and the engine say to each other over the WebSocket, and nothing else.

Every message is a JSON object with a `type`. From the desktop: `ready`, `not_ready`, `log_out`,
`pop_shown`. To the desktop: `welcome`, `state`, `pop`, `pop_contacts`, `pop_withdrawn`, `error`.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from callcenter_cti.acd.agent_desk import AgentView
from callcenter_cti.desktop.profile import PastContact, ScreenPop
from callcenter_cti.domain.agents import AgentState, OfferFailure


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ready(_Message):
    """The agent wants calls; ends a wrap-up, and follows a conversation."""

    type: Literal["ready"]


class NotReady(_Message):
    """The agent wants no calls; follows a conversation."""

    type: Literal["not_ready"]
    reason: str = Field(min_length=1, max_length=64)


class LogOut(_Message):
    """The agent wants to leave; follows a conversation."""

    type: Literal["log_out"]


class PopShown(_Message):
    """The page has drawn the pop."""

    type: Literal["pop_shown"]
    token: str = Field(min_length=1, max_length=128)


FromDesktop = Ready | NotReady | LogOut | PopShown
_FROM_DESKTOP: TypeAdapter[FromDesktop] = TypeAdapter(
    Annotated[FromDesktop, Field(discriminator="type")]
)


class Reason(_Message):
    """One reason that an agent may give for not ready."""

    reason: str
    """What the desktop sends."""
    label: str
    """What the desktop shows."""


class Welcome(_Message):
    """First message on each socket."""

    type: Literal["welcome"] = "welcome"
    not_ready_reasons: tuple[Reason, ...]
    """In the order of the rules."""
    now: datetime
    """The engine's clock, so that a page with a wrong one shows right durations."""


class State(_Message):
    """The agent as the ACD sees him."""

    type: Literal["state"] = "state"
    agent: str
    name: str
    site: str
    device: str
    """The phone that is rung."""
    state: AgentState
    reason: str
    """Why not ready; empty otherwise."""
    since: datetime
    wrap_up_until: datetime | None
    requested: AgentState | None
    """State that follows the present call, if the agent asked for one."""
    offer: str | None
    """Token of the pop that belongs to this state; None: there is none to show."""
    sequence: int
    """A state with a lower number than one seen before is stale."""


ContactsStatus = Literal["pending", "known", "unavailable", "hidden"]
"""``pending``: `pop_contacts` follows; ``unavailable``: they could not be had this time;
``hidden``: the agent's site must not see them."""


class Pop(_Message):
    """Show this pop, then send `pop_shown`. The same token again replaces it."""

    type: Literal["pop"] = "pop"
    pop: ScreenPop
    contacts: tuple[PastContact, ...]
    contacts_status: ContactsStatus


class PopContacts(_Message):
    """The earlier contacts of a pop that was sent without them."""

    type: Literal["pop_contacts"] = "pop_contacts"
    token: str
    contacts: tuple[PastContact, ...]
    contacts_status: ContactsStatus


class PopWithdrawn(_Message):
    """Take this pop away."""

    type: Literal["pop_withdrawn"] = "pop_withdrawn"
    token: str
    reason: OfferFailure | None
    """None: the caller left, or routing took the call back."""


class Failed(_Message):
    """What the desktop asked for could not be done."""

    type: Literal["error"] = "error"
    code: Literal["bad_message", "refused", "unavailable"]
    message: str
    """For the agent to read."""


ToDesktop = Welcome | State | Pop | PopContacts | PopWithdrawn | Failed


def parse(text: str) -> FromDesktop | None:
    """Return what the desktop said; None when it is no message of ours."""
    try:
        return _FROM_DESKTOP.validate_json(text)
    except ValidationError:
        return None


def state(view: AgentView) -> State:
    """Return a view in the form that is sent."""
    return State(
        agent=view.agent,
        name=view.name,
        site=view.site,
        device=view.device,
        state=view.state,
        reason=view.reason,
        since=view.since,
        wrap_up_until=view.wrap_up_until,
        requested=view.requested,
        offer=view.offer.token if view.offer else None,
        sequence=view.sequence,
    )
