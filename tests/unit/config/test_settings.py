"""Settings: file under environment, secrets apart, every mistake at its place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from callcenter_cti.config.settings import SettingsError, load_settings
from callcenter_cti.config.settings_schema import Settings, SiteSettings, WebhookSettings

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine that runs the test."""
    for name in tuple(os.environ):
        if name.upper().startswith("CALLCENTER_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a settings file and return its path."""

    def write_file(text: str) -> Path:
        path = tmp_path / "my.yaml"
        path.write_text(text)
        return path

    return write_file


def findings(path: Path | None = None) -> list[str]:
    """Return what is said about the settings, without folders."""
    with pytest.raises(SettingsError) as error:
        load_settings(path)
    return str(error.value).replace(f"{Path.cwd()}/", "").splitlines()


def test_without_a_file_the_defaults_hold() -> None:
    """They suit one machine and open nothing to others."""
    settings = load_settings()

    assert (settings.agi_host, settings.agi_port) == ("127.0.0.1", 4573)
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 8080)
    assert settings.database_url.startswith("sqlite")
    assert settings.sites == {}
    assert settings.demo_seed is False


def test_settings_yaml_is_read_when_it_is_there(tmp_path: Path) -> None:
    """Unless another file is named."""
    (tmp_path / "settings.yaml").write_text("agi_port: 5000\n")

    assert load_settings().agi_port == 5000


def test_an_empty_file_is_all_defaults(write: Write) -> None:
    """Remarks alone."""
    assert load_settings(write("# nothing yet\n")) == Settings()


def test_the_environment_wins_over_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """On any level, and leaves the rest as it is."""
    monkeypatch.setenv("CALLCENTER_AGI_PORT", "5001")
    monkeypatch.setenv("CALLCENTER_SITES__SYDNEY__AMI_SECRET", "12345")
    path = write("agi_port: 5000\nhttp_port: 9\nsites: {sydney: {ami_host: h, ami_user: u}}\n")

    settings = load_settings(path)

    assert (settings.agi_port, settings.http_port) == (5001, 9)
    site = settings.sites["sydney"]
    assert (site.ami_host, site.ami_port, site.ami_user) == ("h", 5038, "u")
    assert site.ami_secret.get_secret_value() == "12345"


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "sqlite:///file"),
        ({"DATABASE_URL": "sqlite:///common"}, "sqlite:///common"),
        (
            {"DATABASE_URL": "sqlite:///common", "CALLCENTER_DATABASE_URL": "sqlite:///ours"},
            "sqlite:///ours",
        ),
    ],
)
def test_the_databases_url_may_come_from_its_common_variable(
    write: Write, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str
) -> None:
    """It wins over the file, and our own over both."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert load_settings(write("database_url: sqlite:///file\n")).database_url == url


def test_secrets_are_read_from_files_of_their_own(write: Write, tmp_path: Path) -> None:
    """Without the line's end; they are never shown."""
    (tmp_path / "ami.secret").write_text("open sesame\n")
    (tmp_path / "hook.secret").write_text("whsec_abc")
    path = write(
        "sites: {sydney: {ami_host: h, ami_user: u, ami_secret_file: ami.secret}}\n"
        "webhooks: [{url: 'https://crm.example/pop', secret_file: hook.secret}]\n"
    )

    settings = load_settings(path)

    assert settings.sites["sydney"].ami_secret.get_secret_value() == "open sesame"
    assert settings.webhooks[0].secret.get_secret_value() == "whsec_abc"
    assert "sesame" not in repr(settings)
    assert "whsec" not in repr(settings)


def test_webhooks_may_stand_in_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """With their secrets."""
    monkeypatch.setenv("CALLCENTER_WEBHOOKS", '[{"url": "http://x/", "secret": "whsec_a"}]')

    (hook,) = load_settings().webhooks

    assert (hook.url, hook.secret.get_secret_value()) == ("http://x/", "whsec_a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("agi_prot: 1\n", [
            "my.yaml:1:1: error: there is no key `agi_prot`, did you mean `agi_port`?",
        ]),
        ("http_port: 99999\n", [
            "my.yaml:1:12: error: `http_port`: input should be less than or equal to 65535",
        ]),
        ("log_level: loud\n", [
            ("my.yaml:1:12: error: `log_level`: input should be 'debug', 'info', 'warning' or "
            "'error'"),
        ]),
        ("pop_deadline_s: 9\nagi_port: x\n", [
            "my.yaml:1:17: error: `pop_deadline_s`: input should be less than or equal to 5",
            ("my.yaml:2:11: error: `agi_port`: input should be a valid integer, unable to parse "
            "string as an integer"),
        ]),
        ("agi_port: 1\nagi_port: 2\n", [
            "my.yaml:2:1: error: the key `agi_port` stands here twice",
        ]),
        ("sites:\n  sydney: {ami_host: h, ami_usr: u, ami_secret_file: s}\n", [
            ("my.yaml:2:11: error: `sites.sydney`: the file of `ami_secret_file` cannot be read: "
            "No such file or directory"),
        ]),
        ("sites:\n  sydney: {ami_host: h}\n", [
            "my.yaml:2:3: error: `sites.sydney.ami_user` is missing",
        ]),
        ("sites:\n  sydney: {ami_host: h, ami_usr: u}\n", [
            "my.yaml:2:3: error: `sites.sydney.ami_user` is missing",
            ("my.yaml:2:25: error: there is no key `sites.sydney.ami_usr`, did you mean "
            "`ami_user`?"),
        ]),
        ("sites:\n  sydney: {ami_host: h, ami_user: u}\n", [
            ("my.yaml:2:11: error: `sites.sydney`: it has no secret: name its file in "
            "`ami_secret_file`"),
        ]),
        ("sites:\n  Sydney: 3\n", [
            ("my.yaml:2:3: error: `sites.Sydney`: string should match pattern "
            "'^[a-z0-9][a-z0-9_-]*$'"),
            ("my.yaml:2:11: error: `sites.Sydney`: input should be a valid dictionary or instance "
            "of SiteSettings"),
        ]),
        ("webhooks:\n- {url: 'ftp://x'}\n", [
            ("my.yaml:2:9: error: `webhooks.0.url`: string should match pattern "
            "'^https?://[^\\s/]+'"),
        ]),
        ("webhooks:\n- {url: 'http://x'}\n", [
            "my.yaml:2:3: error: `webhooks.0`: it has no secret: name its file in `secret_file`",
        ]),
        ("- 1\n", ["my.yaml:1:1: error: settings are `key: value` lines"]),
        ("a: [\n", ["my.yaml:2:1: error: not YAML: did not find expected node content"]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_told_with_its_place(
    write: Write, text: str, said: list[str]
) -> None:
    """All at once."""
    assert findings(write(text)) == said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("sites:\n  sydney: {ami_host: h, ami_user: u, ami_secret: hush}\n", "2:38"),
        ("webhooks:\n- {url: 'http://x', secret: hush}\n", "2:21"),
        ("metrics_token: hush\n", "1:1"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_shown(
    write: Write, text: str, place: str
) -> None:
    """It belongs in the environment, or in a file of its own."""
    said = findings(write(text))

    assert [line for line in said if "a secret does not stand in this file" in line] != []
    assert said[0].startswith(f"my.yaml:{place}: error: a secret does not")
    assert "hush" not in "".join(said)


@pytest.mark.parametrize("key", ["database_url", "bank_database_url"])
def test_a_password_in_a_databases_url_is_refused_in_the_file(write: Write, key: str) -> None:
    """And taken from the environment."""
    said = findings(write(f"{key}: postgresql://me:hush@db/cc\n"))

    assert said == [
        f"my.yaml:1:1: error: a password does not stand in this file: set CALLCENTER_{key.upper()}"
    ]


@pytest.mark.parametrize("url", ["postgresql://me@db/cc", "postgresql://db:5432/cc"])
def test_a_databases_url_without_a_password_may_stand_in_the_file(write: Write, url: str) -> None:
    """A port is no password."""
    assert load_settings(write(f"database_url: {url}\n")).database_url == url


def test_a_secret_and_its_file_are_one_too_many(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody could say which one holds."""
    (tmp_path / "s").write_text("x")
    monkeypatch.setenv("CALLCENTER_SITES__SYDNEY__AMI_SECRET", "hush")
    path = write("sites: {sydney: {ami_host: h, ami_user: u, ami_secret_file: s}}\n")

    said = findings(path)

    assert len(said) == 1
    assert "give `ami_secret` or `ami_secret_file`, not both" in said[0]
    assert "hush" not in said[0]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff"])
def test_a_secret_file_without_a_secret_is_refused(
    write: Write, tmp_path: Path, content: bytes
) -> None:
    """Empty, or no text."""
    (tmp_path / "s").write_bytes(content)

    (said,) = findings(write("sites: {sydney: {ami_host: h, ami_user: u, ami_secret_file: s}}\n"))

    assert "`sites.sydney`" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CALLCENTER_AGI_PORT", "x", "CALLCENTER_AGI_PORT: error: `agi_port`: "),
        ("CALLCENTER_AGI_PROT", "1", "CALLCENTER_AGI_PROT: error: there is no such setting, did"),
        ("CALLCENTER_SITES__SYDNEY__PORT", "1", "CALLCENTER_SITES__SYDNEY__PORT: error: there is"),
        ("CALLCENTER_WEBHOOKS", "[{", 'environment: error: error parsing value for field "webh'),
    ],
)
def test_a_mistake_in_the_environment_is_told_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """There is no line to point at."""
    monkeypatch.setenv(name, value)

    assert [line for line in findings() if line.startswith(said)] != []


def test_a_wrong_common_database_variable_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The value, which may hold a password, is not shown."""
    monkeypatch.setenv("CALLCENTER_AGI_PORT", "x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush@db/cc")

    assert "hush" not in "".join(findings())


def test_the_labs_own_variables_are_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """They say where the demo keeps its Asterisk."""
    monkeypatch.setenv("CALLCENTER_CACHE", "/somewhere")

    assert load_settings() == Settings()


@pytest.mark.parametrize("model", [Settings, SiteSettings, WebhookSettings])
def test_every_setting_is_described(
    model: type[Settings] | type[SiteSettings] | type[WebhookSettings],
) -> None:
    """The reference is made from these sentences."""
    for name, field in model.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
