"""What the parts of the dashboard tell it, and it tells them."""

from typing import Literal

from component_framework.core import ComponentEvent
from shared_components.sales import Measure, Region


class PlacePicked(ComponentEvent):
    region: Region | Literal[""]
    shop: str = ""


class MeasureChosen(ComponentEvent):
    measure: Measure


class Unpinned(ComponentEvent):
    shop: str


class Refreshed(ComponentEvent):
    """All parts of the page are to look at the figures again."""
