# ruff: noqa
# fmt: off
from component_framework.adapters.django_websocket import broadcast_component_update


async def anywhere(rendered_html: str) -> None:
# --- the seed's block, verbatim but for its indentation ---
    # Broadcast update from anywhere
    await broadcast_component_update(
        component_id="counter-123",
        html=rendered_html,
        state={"count": 42}
    )
# --- end ---
