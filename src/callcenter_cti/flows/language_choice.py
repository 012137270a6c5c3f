"""Which language the caller wants; each choice is offered in its own language."""

from callcenter_cti.flows.visit import Visit
from callcenter_cti.ivr.call import Menu
from callcenter_cti.ivr.prompts import Foreign, Press, Prompt, Speech


async def choose_language(visit: Visit) -> None:
    """Offer the hotline's languages.

    Raises:
        Leave: he hung up or wants a person.
    """
    languages = visit.hotline.languages
    keys = "".join(str(key) for key in range(1, len(languages) + 1))
    chosen = await visit.choose("choice", Menu(prompts=_offers(visit), keys=keys, tries=2))
    await visit.speak(languages[int(chosen) - 1])
    visit.note(visit.flow, "done", languages[int(chosen) - 1].value)


def _offers(visit: Visit) -> tuple[Speech, ...]:
    said: list[Speech] = []
    for key, language in enumerate(visit.hotline.languages, start=1):
        said += (Foreign(Prompt("language.menu"), language), Foreign(Press(str(key)), language))
    return tuple(said)
