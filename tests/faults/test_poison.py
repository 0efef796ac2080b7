"""What one page cannot be shown keeps nothing from the others."""

from faults.client import Page
from faults.farm import Farm


async def test_a_template_that_raises_for_one_viewer_is_theirs_alone(farm: Farm) -> None:
    poisoned, before, after = (Page(farm.host(0)) for _ in range(3))
    elsewhere = Page(farm.host(1))
    await farm.post([[1, "fine"]])
    for page in (before, poisoned, after, elsewhere):
        await page.load("note", topic=1, is_poisoned=page is poisoned)
    async with before.connected(), poisoned.connected(), after.connected(), elsewhere.connected():
        for page in (before, poisoned, after, elsewhere):
            await page.until_subscribed()
        await farm.post([[1, "still fine"]])
        await poisoned.until("still fine")
        await poisoned.until_quiet()
        seen = poisoned.looks
        await farm.post([[1, "poison"]])
        for page in (before, after, elsewhere):
            await page.until("poison")
        await poisoned.until_refused("internal")
        assert poisoned.shown == "still fine"
        # The second for news of "still fine", which it may have seen before it was told.
        assert poisoned.looks - seen in (1, 2)
        await farm.post([[1, "fine again"]])
        for page in (before, poisoned, after, elsewhere):
            await page.until("fine again")
