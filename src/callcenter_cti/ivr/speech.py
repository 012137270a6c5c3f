"""What to play for a piece of speech: names of sound files, in order. No files, no channel."""

from callcenter_cti.domain.customers import Language
from callcenter_cti.ivr import wording_en
from callcenter_cti.ivr.prompts import Amount, Day, Digits, Number, Prompt, Speech


def playlist(speech: Speech, language: Language) -> tuple[str, ...]:
    """Return the base names (no folder, no suffix) of the files that say it.

    Raises:
        ValueError: digits that are none, or a number that cannot be said.
        NotImplementedError: no wording for the language yet.
    """
    if isinstance(speech, Prompt):
        return (speech.key,)
    if language is not Language.ENGLISH:
        raise NotImplementedError(f"no wording for {language}")
    return _english(speech)


def _english(speech: Digits | Number | Amount | Day) -> tuple[str, ...]:
    match speech:
        case Digits():
            return wording_en.digits(speech.digits)
        case Number():
            return wording_en.number(speech.value)
        case Amount():
            return wording_en.amount(speech.money)
        case Day():
            return wording_en.day(speech.day)


def fragments(language: Language) -> dict[str, str]:
    """Return the text of every fragment that `playlist` can name beside prompts.

    Raises:
        NotImplementedError: no wording for the language yet.
    """
    if language is not Language.ENGLISH:
        raise NotImplementedError(f"no wording for {language}")
    return wording_en.fragments()
