"""Where the browser client's files lie, for adapters to serve."""

from pathlib import Path
from typing import Final

CLIENT_FOLDER: Final = Path(__file__).resolve().parent / "client"


def client_entry() -> str:
    """The file that a page's script tag loads: the one minified file of a wheel, in a checkout the first module."""
    return "live.min.js" if (CLIENT_FOLDER / "live.min.js").exists() else "live.js"
