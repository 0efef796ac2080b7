# ruff: noqa
# fmt: off
# --- the seed's block, verbatim ---
from component_framework.core import Component, registry

@registry.register("hello")
class Hello(Component):
    template_name = "hello.html"

    def mount(self):
        self.state["message"] = "Hello World"
# --- end ---
