"""A process of the site that shows nothing, as a worker's: given a database, a broker and a title it saves a Todo."""

import sys

import django
from django.conf import settings

from django_site.settings import SETTINGS

_, database, broker, title = sys.argv
SETTINGS["DATABASES"]["default"]["NAME"] = database
SETTINGS["COMPONENT_FRAMEWORK"]["BROKER"] = broker
settings.configure(**SETTINGS)
django.setup()

from django_site.models import Todo  # noqa: E402

Todo.objects.create(title=title)
