"""The page machinery by itself: its own URLs, no app above it."""

from pathlib import Path

import pytest
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "leitu.ui.context.frame",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leitu.ui.tests.urls.ActorFromHeader",
    "leitu.ui.middleware.PageMiddleware",
]


@pytest.fixture(autouse=True)
def alone(settings, monkeypatch):
    settings.ROOT_URLCONF = "leitu.ui.tests.urls"
    settings.TEMPLATES = TEMPLATES
    settings.MIDDLEWARE = MIDDLEWARE
    settings.LOGIN_URL = "/sign-in/"
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setenv("LEITU_GALLERY", "1")


@pytest.fixture(scope="session")
def server(django_db_setup):
    """A server without accounts; the shared ``live_server`` has the project's middleware."""
    with override_settings(MIDDLEWARE=MIDDLEWARE):
        made = LiveServer("localhost")
    yield made
    # Not stop(): it takes the shared connection away while the last threads are still closing it.
    made.thread.terminate()


@pytest.fixture
def site(server, alone, transactional_db):
    """The address of these pages."""
    return server.url


@pytest.fixture
def web() -> Client:
    """Somebody signed in (user 7); errors become pages."""
    return Client(raise_request_exception=False)
