"""A component whose template is the seed's tags."""

from component_framework.core import Component, registry


@registry.register("seed_tags")
class SeedTags(Component):
    name: str = ""

    def before_render(self) -> None:
        if not self.name:
            self.errors["name"] = ["A name is missing"]
