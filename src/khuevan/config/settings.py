"""All settings. What differs between places comes from the environment or from the home folder."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from khuevan_home import Home, database

HOME = Home.from_environment()
DEMO = os.environ.get("KHUEVAN_DEMO") == "1"
DEBUG = False
SECRET_KEY = HOME.secret("django")
ALLOWED_HOSTS = os.environ.get("KHUEVAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
SITE_URL = os.environ.get("KHUEVAN_URL", f"http://127.0.0.1:{HOME.site_port}")
SECURE = SITE_URL.startswith("https://")

ROOMS = [
    "khuevan.journal",
    "khuevan.access",
    "khuevan.intake",
    "khuevan.org",
    "khuevan.people",
    "khuevan.schooling",
    "khuevan.higher",
    "khuevan.exams",
    "khuevan.operations",
    "khuevan.nation",
    "khuevan.portal",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    *ROOMS,
]
MIDDLEWARE = [
    "khuevan.config.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khuevan.config.middleware.Acting",
]
ROOT_URLCONF = "khuevan.config.urls"
WSGI_APPLICATION = "khuevan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "portal" / "templates"],  # before the libraries' own pages
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "khuevan.portal.web.frame",
            ],
            "builtins": ["khuevan.portal.templatetags.speech"],
        },
    }
]

# The owner migrates and makes tests' databases; the application is an ordinary role, bound by row security.
_found = database.resolve(HOME)


def _alias(login: database.Login) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": login.host,
        "PORT": login.port,
        "USER": login.user,
        "PASSWORD": login.password,
        "NAME": login.database,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _alias(_found.app) | {"TEST": {"MIRROR": "owner"}}, "owner": _alias(_found.owner)}
DATABASE_APP_ROLE = _found.app.user
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# From this day on, whoever holds permissions needs a second factor. No law sets the day: an installation may.
_since = os.environ.get("KHUEVAN_SECOND_FACTOR_SINCE", "2026-01-01")
STAFF_SECOND_FACTOR_SINCE = date.fromisoformat(_since) if _since else None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "khuevan-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "khuevan.portal.web.errors.forbidden"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20

USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "portal" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "khuevan.portal.formats"

STATIC_URL = "static/"
STATIC_ROOT = HOME.root / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME.files},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME.files

LOGGING_CONFIG = "khuevan.config.logs.configure"
LOGGING: dict[str, object] = {"version": 1}  # Django leaves an empty one alone
