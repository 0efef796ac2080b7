"""The ASGI application: `daphne -b 127.0.0.1 -p 8000 django_example.asgi:application`."""

import os

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_example.settings")

application = get_asgi_application()
if settings.DEBUG:  # runserver serves static files by itself; daphne alone does not
    application = ASGIStaticFilesHandler(application)
