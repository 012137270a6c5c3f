"""Where the files are that the lab takes from the project: sample rules, rendered prompts."""

from pathlib import Path

from callcenter_cti.lab.asterisk_root import cache_folder
from callcenter_cti.lab.errors import LabError


def sample_rules() -> Path:
    """Return the sample ``routing_rules.yaml``.

    Raises:
        LabError: it was not installed along.
    """
    here = Path(__file__).parent
    for folder in (here, here.parents[2]):
        if (folder / "routing_rules.yaml").is_file():
            return folder / "routing_rules.yaml"
    raise LabError("routing_rules.yaml was not found beside the package.")


def prompts_folder() -> Path:
    """Return the folder of the prompts that demo and tests share."""
    return cache_folder() / "prompts"
