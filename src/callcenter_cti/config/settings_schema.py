"""The engine's settings: `settings.yaml`, over it `CALLCENTER_*` in the environment.

Secrets never stand in the file: they come from the environment, or from a file of their own that
the settings name (``ami_secret_file``). Reads what it needs at once; knows no other package.
"""

import os
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX: Final = "CALLCENTER_"
"""Begins the name of every setting in the environment; ``__`` goes a level down."""

Port = Annotated[int, Field(ge=0, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(_Section):
    """How the engine reaches a site's Asterisk."""

    ami_host: str = Field(min_length=1, description="Host of the site's AMI.")
    ami_port: Port = Field(5038, description="Port of the site's AMI.")
    ami_user: str = Field(min_length=1, description="The engine's user in `manager.conf`.")
    ami_secret: SecretStr = Field(
        SecretStr(""), description="That user's secret; in the environment only."
    )
    ami_secret_file: Path | None = Field(
        None, description="File with that user's secret, instead of `ami_secret`."
    )

    @model_validator(mode="before")
    @classmethod
    def _read_secret(cls, given: object) -> object:
        return _with_secret(given, "ami_secret")

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        _demand(self.ami_secret, "ami_secret")
        return self


class WebhookSettings(_Section):
    """Another program that gets every screen pop."""

    url: str = Field(pattern=r"^https?://[^\s/]+", description="Where screen pops are posted.")
    secret: SecretStr = Field(
        SecretStr(""), description="Signing secret (`whsec_…`); in the environment only."
    )
    secret_file: Path | None = Field(
        None, description="File with the signing secret, instead of `secret`."
    )

    @model_validator(mode="before")
    @classmethod
    def _read_secret(cls, given: object) -> object:
        return _with_secret(given, "secret")

    @model_validator(mode="after")
    def _has_secret(self) -> Self:
        _demand(self.secret, "secret")
        return self


class Settings(BaseSettings):
    """All settings; every one has a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    agi_host: str = Field("127.0.0.1", description="Address on which the dialplan is answered.")
    agi_port: Port = Field(4573, description="FastAGI port; 0 picks a free one.")
    agi_max_calls: int = Field(
        5000, ge=1, description="Calls at once; one more is left to the dialplan's fallback."
    )
    agi_header_s: Seconds = Field(
        5.0, description="Seconds in which the dialplan must say what it wants."
    )
    agi_command_s: Seconds = Field(
        10.0, description="Seconds that Asterisk may take to reply, beyond what it plays."
    )
    agi_patience_s: float = Field(
        90.0,
        ge=3,
        le=3600,
        description="Seconds after which Asterisk takes a caller back from a frozen engine.",
    )
    http_host: str = Field(
        "127.0.0.1", description="Address of the desktop, the API and the metrics."
    )
    http_port: Port = Field(8080, description="HTTP port; 0 picks a free one.")
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token of whoever scrapes `/metrics`; in the environment only. Without "
        "one, only this machine itself may scrape.",
    )
    metrics_token_file: Path | None = Field(
        None, description="File with that token, instead of `metrics_token`."
    )
    http_cookie_secure: bool = Field(
        default=False, description="Send the log-in cookie over HTTPS only; set it behind TLS."
    )
    database_url: str = Field(
        "sqlite:///./var/callcenter.db",
        repr=False,
        description="Database of interactions and credentials, SQLite or PostgreSQL. "
        "`DATABASE_URL` in the environment does the same.",
    )
    journal_days: float = Field(
        7.0,
        ge=0,
        le=3650,
        description="Days for which the router's journal is kept in that database; 0: none is "
        "written.",
    )
    bank_database_url: str = Field(
        "sqlite:///./var/bank.db", repr=False, description="Database of the demo bank."
    )
    bank_key_file: Path = Field(
        Path("var/bank.key"), description="Key under which the demo bank finds card numbers."
    )
    bank_pin_key_file: Path = Field(
        Path("var/bank-pin.keys"),
        description="Keys that PINs are sealed with for the card system, the current one first; "
        "made on the first start.",
    )
    bank_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description="Where the bank's card system is served over HTTP; without it the demo bank "
        "inside the engine serves.",
    )
    bank_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token for the bank's card system; in the environment only.",
    )
    bank_token_file: Path | None = Field(
        None, description="File with that token, instead of `bank_token`."
    )
    bank_try_s: Seconds = Field(
        1.5, description="Seconds that one try at the bank's card system may take."
    )
    bank_total_s: Seconds = Field(
        4.0, description="Seconds that all tries together may take while a caller waits."
    )
    bank_breaker_failures: int = Field(
        5,
        ge=1,
        le=1000,
        description="Failed tries in a row after which the bank is left alone for a while.",
    )
    bank_breaker_open_s: Seconds = Field(
        10.0, description="Seconds that it is left alone, until one try shows how it is."
    )
    demo_seed: bool = Field(
        default=False, description="Fill an empty demo bank with its sample customers."
    )
    rules: Path = Field(Path("routing_rules.yaml"), description="The routing rules.")
    prompts_dir: Path = Field(Path("var/prompts"), description="Folder of the rendered prompts.")
    studio_dir: Path | None = Field(
        None, description="Folder of studio recordings; they win over rendered prompts."
    )
    sites: dict[Name, SiteSettings] = Field(
        {}, description="Each site of the rules with its Asterisk, by the same name."
    )
    webhooks: list[WebhookSettings] = Field(
        [], max_length=32, description="Other programs that get every screen pop."
    )
    http_allowed_origins: list[str] = Field(
        [], description="Origins of browsers besides the engine's own, as behind a proxy."
    )
    pop_deadline_s: float = Field(
        0.3,
        ge=0,
        le=5,
        description="Seconds that a slow desktop may hold back the ring of the agent's phone.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least important lines that are logged."
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="One JSON object per line, or lines for people."
    )

    @model_validator(mode="before")
    @classmethod
    def _read_tokens(cls, given: object) -> object:
        return _with_secret(_with_secret(given, "metrics_token"), "bank_token")

    @model_validator(mode="after")
    def _bank_has_token(self) -> Self:
        if self.bank_url:
            _demand(self.bank_token, "bank_token")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file; read nothing else."""
        del dotenv_settings, file_secret_settings
        url = os.environ.get("DATABASE_URL")
        common = InitSettingsSource(settings_cls, {} if url is None else {"database_url": url})
        return env_settings, common, init_settings


def _with_secret(given: object, name: str) -> object:
    """Read the file that holds a secret, if one is named."""
    if not isinstance(given, dict) or given.get(f"{name}_file") is None:
        return given
    if given.get(name):
        raise ValueError(f"give `{name}` or `{name}_file`, not both")
    try:
        secret = Path(str(given[f"{name}_file"])).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ValueError(f"the file of `{name}_file` cannot be read: {reason}") from error
    return {**given, name: secret}


def _demand(secret: SecretStr, name: str) -> None:
    if not secret.get_secret_value():
        raise ValueError(f"it has no secret: name its file in `{name}_file`")
