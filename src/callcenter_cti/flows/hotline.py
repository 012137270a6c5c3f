"""What the rules say of a hotline, as far as flows need it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog

from callcenter_cti.config.rules import Rules
from callcenter_cti.domain.calls import CallFacts
from callcenter_cti.domain.customers import Language
from callcenter_cti.domain.identifiers import HotlineId, QueueId
from callcenter_cti.domain.menu import MenuItem
from callcenter_cti.flows.announcements import Announcing

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number that callers dial."""

    number: HotlineId
    greeting: str
    """Key of the prompt that welcomes the caller."""
    queue: QueueId
    """Where callers who need a person wait, unless `choose_queue` says otherwise."""
    menu: tuple[MenuItem, ...]
    """Names of the self-service flows in the order of the menu, 1 to 8 of them."""
    languages: tuple[Language, ...] = (Language.ENGLISH,)
    """The first is spoken until another is known or chosen."""
    person_first: bool = False
    """True: straight to a person, who may send the caller back to the voice system."""
    identify_first: bool = True
    """True: card number and PIN before the menu; False: when a choice needs them."""
    announcing: Announcing = field(default_factory=Announcing)
    """What callers are told while they wait, and when."""
    choose_queue: Callable[[CallFacts], QueueId] | None = None
    """The rules' choice of a queue by language, value, reason; None: always the same."""

    def queue_for(self, call: CallFacts) -> QueueId:
        """Return where a caller who needs a person waits."""
        return self.queue if self.choose_queue is None else self.choose_queue(call)


def hotlines_of(rules: Rules) -> Callable[[HotlineId], Hotline]:
    """Return the look-up of hotlines; a number that no rule names gets the first of the file."""
    found = {
        number: Hotline(
            number,
            hotline.greeting,
            hotline.queue,
            hotline.menu,
            hotline.languages,
            person_first=hotline.person_first,
            identify_first=hotline.identify_first,
            choose_queue=partial(rules.queue_for, number),
        )
        for number, hotline in rules.hotlines.items()
    }
    first = next(iter(found.values()))

    def look_up(number: HotlineId) -> Hotline:
        if number not in found:
            _log.error("hotline.unknown", dialled=number, served_as=first.number)
        return found.get(number, first)

    return look_up
