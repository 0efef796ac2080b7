"""Two server processes of one site or two, one Redis of their own, one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from component_framework.testing.redis_process import redis_server
from faults.components import Database
from faults.farm import Farm
from faults.kinds import IS_LONG
from faults.servers import ServerProcess, running

PAIRS = [("django-daphne", "fastapi-uvicorn"), ("django-uvicorn", "django-daphne")][: 2 if IS_LONG else 1]


@pytest.fixture(scope="module", params=PAIRS, ids=" and ".join)
def farm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    """Shared by the tests of a module: each leaves it as it was, with all of it running."""
    yield from run_farm(request.param, tmp_path_factory.mktemp("farm"))


def run_farm(kinds: tuple[str, ...], folder: Path, **settings: str) -> Iterator[Farm]:
    database = Database(str(folder / "database"))
    database.create()
    with redis_server(folder) as redis:
        if redis is None:
            pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
        # An answer that a slow machine brings late is none that was lost.
        patient = f"{redis.address}?socket_timeout=30&socket_connect_timeout=30"
        settings = {name: patient if text == "redis" else text for name, text in settings.items()}
        servers = [ServerProcess(kind, folder, **{"COMPONENT_BROKER": redis.address, **settings}) for kind in kinds]
        with running(*servers):
            yield Farm(servers, redis, database)
