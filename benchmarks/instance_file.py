"""Reads an instance of `bench-policy` from JSON; `docs/reference/instances.md` describes the form.

Checks what a class of numbers can get wrong, and names the place. Decides nothing.
"""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.targets import CannotMeasureError
from callcenter_cti.planning.instance import CallerClass, Instance, Team

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
DEFAULT_BOUND_S = 1800.0


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClassEntry(_Entry):
    """One class of callers."""

    site: str = Field("main", description="Site where its callers wait.")
    calls_per_hour: Positive = Field(description="Arrivals at load 1.")
    handling_s: Positive | dict[str, Positive] = Field(
        description="Mean seconds of a call with wrap-up: one number, or one for each pool."
    )
    patience_s: Positive = Field(description="Mean seconds until one who waits gives up.")
    worth_per_minute: Positive = Field(1.0, description="Cost of a minute of one caller's wait.")
    longest_wait_s: Positive = Field(
        DEFAULT_BOUND_S,
        description="Bound of the wait: from 0.8 of it on a caller goes before all others; the "
        "99th percentile is compared with it.",
    )


class PoolEntry(_Entry):
    """Agents who are alike."""

    site: str = Field("main", description="Site where they work.")
    agents: int = Field(gt=0, description="How many there are.")
    skills: list[str] | None = Field(
        None,
        description="Classes that they can serve. Without it: those whose `handling_s` names the "
        "pool.",
    )


class InstanceEntry(_Entry):
    """The whole file."""

    name: str = Field("instance", description="What the figures are reported under.")
    comment: str = Field("", description="Where the numbers are from; for people.")
    classes: dict[str, ClassEntry] = Field(min_length=1, description="By name.")
    pools: dict[str, PoolEntry] = Field(min_length=1, description="By name.")
    transfer_costs: dict[str, dict[str, Annotated[float, Field(ge=0)]]] = Field(
        default_factory=dict,
        description="By site of the caller, then of the agent: what a transfer costs, in the unit "
        "of `worth_per_minute` times minutes. A site that is not named is not asked for help.",
    )


def read_instance(file: Path) -> tuple[str, Instance]:
    """Return the name and the numbers of an instance.

    Raises:
        CannotMeasureError: it cannot be read, or is not an instance; the text names the place.
    """
    try:
        entry = InstanceEntry.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise CannotMeasureError(f"{file}: {_first(error)}") from error
    except (OSError, ValueError) as error:
        raise CannotMeasureError(f"{file}: {error}") from error
    _check_skills(file, entry)
    teams = tuple(Team(name, pool.site, pool.agents) for name, pool in entry.pools.items())
    classes = tuple(
        CallerClass(
            name,
            one.site,
            one.calls_per_hour,
            one.patience_s,
            one.worth_per_minute,
            _handling(file, entry, name),
            one.longest_wait_s,
        )
        for name, one in entry.classes.items()
    )
    instance = Instance(classes, teams, entry.transfer_costs)
    for kind in classes:
        if all(instance.cost(kind, team) is None for team in teams):
            raise CannotMeasureError(f"{file}: classes.{kind.name}: no pool can serve it")
    return entry.name, instance


def _handling(file: Path, entry: InstanceEntry, name: str) -> dict[str, float]:
    """Return the handling times of a class by pool; a pool with skills serves only those."""
    given = entry.classes[name].handling_s
    if isinstance(given, dict):
        unknown = given.keys() - entry.pools.keys()
        if unknown:
            raise CannotMeasureError(
                f"{file}: classes.{name}.handling_s: no pool {min(unknown)!r}"
            )
    found: dict[str, float] = {}
    for pool, about in entry.pools.items():
        seconds = given.get(pool) if isinstance(given, dict) else given
        is_skilled = about.skills is None or name in about.skills
        if about.skills is not None and is_skilled and seconds is None:
            raise CannotMeasureError(f"{file}: classes.{name}.handling_s: nothing for {pool!r}")
        if is_skilled and seconds is not None:
            found[pool] = seconds
    return found


def _check_skills(file: Path, entry: InstanceEntry) -> None:
    for pool, about in entry.pools.items():
        for skill in about.skills or ():
            if skill not in entry.classes:
                raise CannotMeasureError(f"{file}: pools.{pool}.skills: no class {skill!r}")


def _first(error: ValidationError) -> str:
    """Return the first thing that pydantic found, with its place."""
    one = error.errors()[0]
    return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
