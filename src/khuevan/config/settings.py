"""All settings. What differs between places comes from the environment or from the home folder."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from khuevan.config import oidc
from khuevan_home import Home, Trouble, database

HOME = Home.from_environment()
DEMO = os.environ.get("KHUEVAN_DEMO") == "1"
DEBUG = False
SECRET_KEY = f"khuevan.django.{HOME.secret('django')}"
OWN_HOSTS = {"127.0.0.1", "localhost", "::1", "[::1]"}
ALLOWED_HOSTS = os.environ.get("KHUEVAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
SITE_URL = os.environ.get("KHUEVAN_URL", f"http://127.0.0.1:{HOME.site_port}")
SECURE = SITE_URL.startswith("https://")
# How many proxies of ours stand before the site: as many of their X-Forwarded headers are believed, and no
# more.
PROXIES = int(os.environ.get("KHUEVAN_PROXIES", "0"))
# Any of them would do: a proxy that passes a public name on makes a public site of one that listens locally.
if DEMO and not {urlsplit(SITE_URL).hostname, *ALLOWED_HOSTS} <= OWN_HOSTS:
    raise Trouble(
        vi="KHUEVAN_DEMO=1 cho ai cũng đăng nhập không cần mật khẩu nên chỉ chạy ở địa chỉ của chính máy này."
        " Hãy bỏ KHUEVAN_URL và KHUEVAN_HOSTS, hoặc bỏ KHUEVAN_DEMO.",
        en="KHUEVAN_DEMO=1 lets anyone sign in without a password: for this machine's own address only. "
        "Unset KHUEVAN_URL and KHUEVAN_HOSTS, or KHUEVAN_DEMO.",
    )

ROOMS = [
    "khuevan.journal",
    "khuevan.access",
    "khuevan.intake",
    "khuevan.org",
    "khuevan.people",
    "khuevan.population",
    "khuevan.schooling",
    "khuevan.higher",
    "khuevan.assessment",
    "khuevan.resources",
    "khuevan.transfers",
    "khuevan.reports",
    "khuevan.exams",
    "khuevan.quality",
    "khuevan.operations",
    "khuevan.nation",
    "khuevan.exchange",
    "khuevan.portal",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the sign-in library's pages speak through it
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "khuevan.access.oidc",
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
        # Before the libraries' own pages.
        "DIRS": [Path(__file__).parents[1] / room / "templates" for room in ("portal", "access")],
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

# How many days a program may stay away and still follow a change feed.
FEED_DAYS = int(os.environ.get("KHUEVAN_FEED_DAYS", "30"))

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_rules = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_rules}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name"]},
    },
    {"NAME": f"{_rules}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_rules}.CommonPasswordValidator"},
    {"NAME": f"{_rules}.NumericPasswordValidator"},
]
# From this day on, whoever holds permissions needs a second factor. No law sets the day: an installation may.
_since = os.environ.get("KHUEVAN_SECOND_FACTOR_SINCE", "2026-01-01")
STAFF_SECOND_FACTOR_SINCE = date.fromisoformat(_since) if _since else None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "khuevan.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Khuê Văn] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_FORMS = {"login": "khuevan.access.forms.SignInForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Khuê Văn"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are vouched for by whoever gives them roles, not by an address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers themselves allow it on the loopback address alone
SOCIALACCOUNT_ADAPTER = "khuevan.access.adapters.IssuerAdapter"
SOCIALACCOUNT_ISSUERS = oidc.issuers(HOME, os.environ)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [issuer.as_app() for issuer in SOCIALACCOUNT_ISSUERS]}}

# Attempts to sign in are counted in files that all workers share; where they cannot be written, in the
# worker.
CACHES = {
    "default": {
        "BACKEND": "khuevan.access.limiter.SharedCache",
        "LOCATION": HOME.run / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Letters go out by KHUEVAN_SMTP (host:port); without it they are kept in the home, where an operator finds
# them.
_smtp = os.environ.get("KHUEVAN_SMTP", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _smtp else 'filebased'}.EmailBackend"
EMAIL_HOST, _, _port = _smtp.partition(":")
EMAIL_PORT = int(_port or 25)
EMAIL_FILE_PATH = HOME.root / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("KHUEVAN_MAIL_FROM", "khuevan@localhost")

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "khuevan-session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "khuevan-csrf"
LANGUAGE_COOKIE_NAME = "khuevan-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        # A browser holds a form to this through its redirects too, and signing in leads to the issuer.
        "form-action": ["'self'", *oidc.origins(SOCIALACCOUNT_ISSUERS)],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "khuevan.portal.web.errors.forbidden"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20

# The population database: the exchange platform by KHUEVAN_POPULATION_URL, in a demo the simulator that
# runs beside the site. What the platform calls its fields is told as a JSON object: {"name": "hoVaTen", …}.
POPULATION_PORT = int(os.environ.get("KHUEVAN_POPULATION_PORT", HOME.site_port + 1000))
POPULATION = {
    "url": os.environ.get("KHUEVAN_POPULATION_URL", f"http://127.0.0.1:{POPULATION_PORT}" if DEMO else ""),
    "secret": os.environ.get("KHUEVAN_POPULATION_SECRET", HOME.secret("population")),
    "client": os.environ.get("KHUEVAN_POPULATION_CLIENT", "khuevan"),
    "source": os.environ.get("KHUEVAN_POPULATION_SOURCE", "simulator" if DEMO else "population database"),
    "names": json.loads(os.environ.get("KHUEVAN_POPULATION_FIELDS", "{}")),
    "timeout": float(os.environ.get("KHUEVAN_POPULATION_TIMEOUT", "5")),
    "fresh_days": int(os.environ.get("KHUEVAN_POPULATION_FRESH_DAYS", "180")),
    "kept_days": int(os.environ.get("KHUEVAN_POPULATION_KEPT_DAYS", "1825")),
}

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
