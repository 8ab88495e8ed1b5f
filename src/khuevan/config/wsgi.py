"""The door of the web server."""

import os

from django.core.wsgi import get_wsgi_application

# No page may hold a database connection for long: what takes longer is a job, or is answered with 503.
os.environ.setdefault("PGOPTIONS", "-c statement_timeout=15s -c idle_in_transaction_session_timeout=60s")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
application = get_wsgi_application()
