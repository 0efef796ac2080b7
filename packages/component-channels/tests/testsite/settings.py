"""Django's settings: nothing of component-django's, a channel layer only where `SITE_LAYER` is the Redis for one."""

import os
from typing import Any

SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "the secret key of a site that exists in tests only",
    "ALLOWED_HOSTS": ["testserver", "127.0.0.1"],
    "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    "ROOT_URLCONF": "testsite.urls",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "USE_TZ": True,
}
if address := os.environ.get("SITE_LAYER"):
    layer = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [address]}}
    SETTINGS["CHANNEL_LAYERS"] = {"default": layer}
