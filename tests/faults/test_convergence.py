"""After every fault every page shows what the database has, although nobody has written since."""

import os

import pytest

from faults.client import Page, PatientPage
from faults.farm import Farm
from faults.kinds import FAULTS, IS_LONG, Fault
from faults.report import report

VIEWS = int(os.environ.get("FAULT_VIEWS", "500" if IS_LONG else "40"))
TOPICS = max(VIEWS // 10, 1)


@pytest.mark.parametrize("kind", [Page, PatientPage] if IS_LONG else [Page])
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.__name__ for fault in FAULTS])
async def test_every_page_is_right_again_after(fault: Fault, kind: type[Page], farm: Farm) -> None:
    async with farm.showing(views=VIEWS, topics=TOPICS, kind=kind):
        await farm.write()
        await farm.converge()
        await fault(farm)
        seconds = await farm.converge()
        where = " and ".join(server.kind for server in farm.servers)
        report(
            f"{fault.__name__}, {VIEWS} {kind.__name__}s",
            where,
            f"99 % right after {farm.mostly_s:.2f} s, all after {seconds:.2f} s",
        )
        await farm.write(on=1)  # and what breaks once does not stay broken
        await farm.converge()
