"""What the leaf owes: it promises four names, is typed, waits for no set-up and refuses the project of its name."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from component_framework.adapters import django_websocket

LEAF = "component_framework.adapters.django_websocket"


def test_the_leaf_promises_the_documented_names() -> None:
    assert django_websocket.__all__ == [
        "ChannelLayerBroker",
        "ComponentConsumer",
        "DjangoWebSocketConnection",
        "broadcast_component_update",
    ]


def test_the_leaf_is_typed() -> None:
    assert files(LEAF).joinpath("py.typed").is_file()


def test_a_routing_may_import_it_before_django_is_set_up() -> None:
    program = (
        "from django.conf import settings\n"
        "settings.configure(INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes'])\n"
        f"from {LEAF} import ComponentConsumer\n"
        "ComponentConsumer.as_asgi()"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_the_leaf_refuses_to_run_beside_the_other_project(tmp_path: Path) -> None:
    info = tmp_path / "component_framework-0.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: component-framework\nVersion: 0.6.0\n")
    program = f"import sys; sys.path.append({str(tmp_path)!r}); import {LEAF}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImportError: component-framework 0.6.0 is installed" in done.stderr
