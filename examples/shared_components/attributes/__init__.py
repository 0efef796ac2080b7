"""The attribute reference, live: one small component for each entry of docs/attributes.md."""

from shared_components.attributes import dialogs, events, pages, timing, waiting
from shared_components.attributes.entries import GROUPS, Entry, Group

__all__ = ["GROUPS", "Entry", "Group", "dialogs", "events", "pages", "timing", "waiting"]
