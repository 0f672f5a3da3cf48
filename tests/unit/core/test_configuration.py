import stat
from pathlib import Path

import pytest

from core.configuration import ConfigurationError, Environment, read_settings


def test_a_first_start_makes_a_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert len(settings.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert read_settings({}, tmp_path).secret_key == settings.secret_key


@pytest.mark.parametrize("secret", ["", "short"])
def test_production_refuses_to_start_without_a_secret(secret: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="TRILETO_SECRET_KEY"):
        read_settings({"TRILETO_ENVIRONMENT": "production", "TRILETO_SECRET_KEY": secret}, tmp_path)
    assert not (tmp_path / "secret-key").exists()


def test_an_unknown_environment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="TRILETO_ENVIRONMENT"):
        read_settings({"TRILETO_ENVIRONMENT": "prod"}, tmp_path)


def test_the_database_is_a_file_of_the_instance_unless_said_otherwise(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path).database_url == f"sqlite:///{tmp_path}/trileto.sqlite3"
    given = read_settings({"TRILETO_DATABASE_URL": "postgresql://u@h/d"}, tmp_path)
    assert given.database_url == "postgresql+psycopg://u@h/d"
    assert given.environment is Environment.DEVELOPMENT
