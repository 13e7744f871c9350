"""Settings of every installation. What differs from one to the next comes from the environment (docs/cli.md)."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from leitu.config.engine import pragmas, use_bundled_sqlite
from leitu.config.home import default_database, home, secret

use_bundled_sqlite()

PACKAGE = Path(__file__).resolve().parent.parent
TESTING = os.environ.get("LEITU_TEST") == "1"
DEBUG = os.environ.get("LEITU_DEBUG") == "1"
DEMO = os.environ.get("LEITU_DEMO") == "1"

SECRET_KEY = "for-tests-only" if TESTING else secret("secret-key", 50).hex()
LEITU_FIELD_KEY = b"for-tests-only-32-bytes-of-key!!" if TESTING else secret("field-key")
LEITU_CRYPTO = os.environ.get("LEITU_CRYPTO", "intl")  # or "gm": SM4-GCM and SM3

ALLOWED_HOSTS = os.environ.get("LEITU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LEITU_ORIGINS", "").split(",") if o]
HTTPS = os.environ.get("LEITU_HTTPS") == "1"
LEITU_URL = os.environ.get("LEITU_URL", "").rstrip("/")  # where people open it; empty: the address they came by
LEITU_OBJECTION_DAYS = int(os.environ.get("LEITU_OBJECTION_DAYS", "15"))  # by when a member's objection is answered
LEITU_PROXIES = int(os.environ.get("LEITU_PROXIES", "0"))  # our own proxies in front, whose X-Forwarded-For holds

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "csp",
    "leitu.core",
    "leitu.ui",
    "leitu.audit",
    "leitu.facts",
    "leitu.api",
    "leitu.accounts",
    "leitu.approvals",
    "leitu.files",
    "leitu.orgs",
    "leitu.backups",
    "leitu.oversight",
    "leitu.changes",
    "leitu.people",
    "leitu.transfers",
    "leitu.duplicates",
    "leitu.coverage",
    "leitu.norms",
    "leitu.matters",
    "leitu.activities",
    "leitu.motions",
    "leitu.guidance",
    "leitu.pledges",
    "leitu.plans",
    "leitu.floating",
    "leitu.points",
    "leitu.integrity",
    "leitu.thematic",
    "leitu.inspections",
    "leitu.handovers",
    "leitu.notices",
    "leitu.assessments",
    "leitu.reports",
    "leitu.portal",
    "leitu.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # With a length that varies by chance, so that the size of a page tells nothing of what stands on it.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "leitu.audit.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "leitu.accounts.arrival.ArrivalMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leitu.people.middleware.ActorMiddleware",
    "leitu.ui.middleware.PageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "leitu.accounts.middleware.EntranceMiddleware",
    "leitu.backups.middleware.RestoringMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "leitu.config.urls"
WSGI_APPLICATION = "leitu.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "leitu.ui.context.frame",
                "leitu.portal.nav.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or default_database(), conn_max_age=None, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "init_command": pragmas(), "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["leitu.accounts.backend.AccountBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.ScryptPasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "label"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = os.environ.get("LEITU_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if TESTING else "leitu.config.assets.Assets"
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG or TESTING

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "leitu.ui.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
# Mail is only for the daily digest of whoever asked for it; without a host nothing is sent.
EMAIL_HOST = os.environ.get("LEITU_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("LEITU_SMTP_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("LEITU_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LEITU_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("LEITU_SMTP_FROM", EMAIL_HOST_USER or "leitu@localhost")

# Where the heads of the audit are sent every day, outside of this machine. It is set here and not on a page, so that
# nobody who can only use the pages can turn it off.
LEITU_AUDIT_MAIL = os.environ.get("LEITU_AUDIT_MAIL", "")

STAGING_DIR = home() / "staging"
LEITU_HOME = home()
LEITU_BACKUPS = home() / "backups"
LEITU_BACKUP_COPY = os.environ.get("LEITU_BACKUP_COPY", "")  # a folder on another disk or a mounted share
LEITU_MOST_BROUGHT = int(os.environ.get("LEITU_MOST_BROUGHT", str(2 * 10**9)))  # bytes of a backup sent by browser
LEITU_MEDIA = home() / "media"
LEITU_HEADS = home() / "heads" / "audit.jsonl"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "leitu.core.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
