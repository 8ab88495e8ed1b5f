"""The door of the web server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
# No page is worth more: a few searches that no index can serve would else hold every thread of the site. The
# page says 503. Commands and the worker take the time they need.
settings.DATABASES["default"]["OPTIONS"] = {"options": "-c statement_timeout=30s"}
application = get_wsgi_application()
