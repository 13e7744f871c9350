"""The WSGI application that granian serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitu.config.settings")

from leitu.config.engine import use_bundled_sqlite

use_bundled_sqlite()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
