"""Settings: every bad variable is told at once, and a missing secret is made once and kept."""

import stat
from pathlib import Path

import pytest

from webapp.config import BadSettings, Settings

SECRET = "0123456789" * 4


def test_without_any_variable_it_runs_on_an_sqlite_file_of_its_own(tmp_path: Path) -> None:
    settings = Settings.from_env({"TANDEM_VAR": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/tandem.db"
    assert (settings.demo, settings.redis_url, settings.mail_url) == (False, None, None)


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = (Settings.from_env({"TANDEM_VAR": str(tmp_path)}) for _ in range(2))

    assert first.secret_key == second.secret_key
    assert first.vault_key == second.vault_key != first.secret_key
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret.key", "vault.key")} == {0o600}


def test_settings_that_are_printed_show_no_secret(tmp_path: Path) -> None:
    given = {"TANDEM_SIGNER_TOKEN": "a-token", "TANDEM_SMS_KEY": "an-sms-key", "TANDEM_WEBHOOK_KEY": "webhook-key" * 3,
             "TANDEM_DATABASE_URL": "postgresql://u:database-password@h/db", "TANDEM_REDIS_URL": "redis://:redis-password@h",
             "TANDEM_MAIL_URL": "smtp://u:mail-password@h"}
    settings = Settings.from_env({"TANDEM_VAR": str(tmp_path), **given})

    secrets = (settings.secret_key, settings.vault_key, "a-token", "an-sms-key", "webhook-key", "-password")
    assert [secret for secret in secrets if secret in repr(settings)] == []


def test_every_bad_variable_is_told_at_once() -> None:
    bad = {"TANDEM_DATABASE_URL": "mysql://x", "TANDEM_DEMO": "perhaps", "TANDEM_SECRET_KEY": "short",
           "TANDEM_REDIS_URL": "localhost:6379", "TANDEM_MAX_FILE_MB": "-1", "TANDEM_LOCALE": "fr",
           "TANDEM_TIMEZONE": "Mars/Olympus"}

    with pytest.raises(BadSettings) as told:
        Settings.from_env(bad)

    assert told.value.problems.keys() == bad.keys()


def test_a_postgresql_address_gets_our_driver() -> None:
    settings = Settings.from_env(
        {"TANDEM_DATABASE_URL": "postgres://u@h/db", "TANDEM_SECRET_KEY": SECRET})

    assert settings.database_url == "postgresql+psycopg://u@h/db"


@pytest.mark.parametrize(("base_url", "loopback"), [
    ("http://127.0.0.1:8000", True), ("http://localhost:8000", True),
    ("https://tandem.example", False), ("http://127.0.0.1.example", False),
])
def test_only_an_address_of_this_machine_is_loopback(base_url: str, loopback: bool) -> None:
    settings = Settings.from_env({"TANDEM_BASE_URL": base_url, "TANDEM_SECRET_KEY": SECRET})

    assert settings.on_loopback is loopback


def test_endpoints_are_named_each_by_a_word(tmp_path: Path) -> None:
    said = {"TANDEM_VAR": str(tmp_path), "TANDEM_WEBHOOKS": "erp=https://erp.example/tandem mes=http://mes.example/",
            "TANDEM_WEBHOOK_KEY": "k" * 32}

    assert Settings.from_env(said).webhooks == {"erp": "https://erp.example/tandem", "mes": "http://mes.example/"}


@pytest.mark.parametrize(("variable", "endpoints"), [
    ("TANDEM_WEBHOOKS", "https://erp.example/"), ("TANDEM_WEBHOOKS", "erp=ftp://erp.example/"),
    ("TANDEM_WEBHOOKS", "e/p=https://erp.example/"), ("TANDEM_WEBHOOK_KEY", "erp=https://erp.example/"),
])
def test_an_endpoint_without_a_word_an_address_or_a_key_is_told_at_start(tmp_path: Path, variable: str, endpoints: str) -> None:
    with pytest.raises(BadSettings) as refused:
        Settings.from_env({"TANDEM_VAR": str(tmp_path), "TANDEM_WEBHOOKS": endpoints})

    assert variable in refused.value.problems
