"""The WSGI application, for servers without ASGI: everything but live updates over WebSocket works there too."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_example.settings")

application = get_wsgi_application()
