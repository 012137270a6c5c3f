"""What happens in a scripted call, as data: who hears, keys, rings, talks and hangs up."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hears:
    """The engine plays this prompt to the caller."""

    prompt: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The caller keys this."""

    keys: str = field(repr=False)
    told: str
    """How a transcript names it: secrets are never printed."""


@dataclass(frozen=True, slots=True)
class Pops:
    """A desktop shows who calls, before the phone rings."""

    customer: str
    """Name on the pop; empty for an unidentified caller."""
    agent: str
    """Who is expected to get the call."""


@dataclass(frozen=True, slots=True)
class Rings:
    """An agent's phone rings."""

    agent: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The agent picks up."""

    agent: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Caller and agent talk for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AgentHangsUp:
    """The agent ends the conversation."""

    agent: str


@dataclass(frozen=True, slots=True)
class ServedByAnyone:
    """Whoever is free rings, picks up, talks and hangs up."""


@dataclass(frozen=True, slots=True)
class CallerHangsUp:
    """The caller leaves."""


@dataclass(frozen=True, slots=True)
class HotlineHangsUp:
    """The hotline ends the call."""


Step = (
    Hears
    | Keys
    | Pops
    | Rings
    | Answers
    | Talk
    | AgentHangsUp
    | ServedByAnyone
    | CallerHangsUp
    | HotlineHangsUp
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call from beginning to end."""

    title: str
    hotline: str
    steps: tuple[Step, ...]
    unanswered: tuple[str, ...] = ()
    """Agents whose phones nobody picks up during this call."""
