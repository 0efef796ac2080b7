# ruff: noqa
# fmt: off
from component_framework.core import Component, registry

# --- the seed's block, verbatim but for the declared `count` ---
@registry.register("live_counter")
class LiveCounter(Component):
    template_name = "components/live_counter.html"
    count: int = 0

    def on_increment(self, amount: int = 1):
        self.state["count"] += amount
# --- end ---
