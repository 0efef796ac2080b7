"""The faults: what breaks, and comes back. Writes are made while it is broken, and none after."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any, Final

from faults.farm import Farm

IS_LONG: Final = os.environ.get("FAULTS", "") == "long"
OUTAGE_S: Final = 10 if IS_LONG else 2
PAUSE_S: Final = 3 if IS_LONG else 1.5


async def redis_is_killed(farm: Farm) -> None:
    farm.redis.kill()
    await farm.write()
    farm.redis.start()


async def redis_is_away(farm: Farm) -> None:
    farm.redis.kill()
    await farm.write()
    await asyncio.sleep(OUTAGE_S)
    farm.redis.start()


async def redis_flaps(farm: Farm) -> None:
    for number in range(5):
        farm.redis.kill()
        await farm.write(on=number)
        farm.redis.start()


async def connections_to_redis_are_killed(farm: Farm) -> None:
    async def kill(client: Any) -> None:
        await client.client_kill_filter(_type="pubsub")

    for number in range(10):
        await farm.ask_redis(kill)
        await farm.write(on=number)


async def redis_stalls(farm: Farm) -> None:
    async def stall(client: Any) -> None:
        await client.client_pause(int(PAUSE_S * 1000), all=True)

    await farm.ask_redis(stall)
    await farm.write()
    await asyncio.sleep(PAUSE_S)


async def a_server_stalls(farm: Farm) -> None:
    farm.servers[1].signal(signal.SIGSTOP)
    await farm.write(on=0)
    await asyncio.sleep(PAUSE_S)
    farm.servers[1].signal(signal.SIGCONT)


async def a_server_is_killed(farm: Farm) -> None:
    farm.servers[1].kill()
    await farm.write(on=0)
    await asyncio.to_thread(farm.servers[1].start)


async def all_is_killed(farm: Farm) -> None:
    farm.redis.kill()
    farm.servers[1].kill()
    await farm.write(on=0)
    farm.redis.start()
    await asyncio.to_thread(farm.servers[1].start)


Fault = Callable[[Farm], Awaitable[None]]
FAULTS: Final[list[Fault]] = [
    redis_is_killed,
    redis_is_away,
    redis_flaps,
    connections_to_redis_are_killed,
    redis_stalls,
    a_server_stalls,
    a_server_is_killed,
    all_is_killed,
]
