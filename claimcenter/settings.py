"""Settings, all from the environment (README, Configuration). Defaults are safe; `manage.py up` works without any."""

import logging
import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from claimcenter.stack import env
from claimcenter.stack.database import database_settings, owner_work
from claimcenter.stack.logs import logging_settings

django_stubs_ext.monkeypatch()  # Django's classes take type parameters at run time, too: ModelAdmin[Claim]

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def names(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


# Where the product stands: the address people type, e.g. https://billing.example.org
PUBLIC_URL = os.environ.get("CLAIMCENTER_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "127.0.0.1"
TESTING = os.environ.get("CLAIMCENTER_TESTING") == "1"

# Practice mode shows invented data and its sign-ins; the clearinghouse is the payer simulator.
PRACTICE_MODE = flag("CLAIMCENTER_PRACTICE_MODE", default=False)
DATA_DIR = env.data_path()
CLAIMCENTER_DATA = str(DATA_DIR)

DEBUG = flag("CLAIMCENTER_DEBUG", default=False)
CLAIMCENTER_GALLERY = flag("CLAIMCENTER_GALLERY", default=False)  # the component gallery, for developers
try:
    SECRET_KEY = env.secret_key()
    ENCRYPTION_KEYS = env.encryption_keys()
    INDEX_KEY = env.index_key()
except env.MissingKeyError as missing:
    raise ImproperlyConfigured(str(missing)) from None
SECRET_KEY_FALLBACKS = names("CLAIMCENTER_SECRET_KEY_FALLBACKS", "")
ALLOWED_HOSTS = names("CLAIMCENTER_ALLOWED_HOSTS", f"{PUBLIC_HOST},127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "claimcenter.apps.ClaimCenterConfig",
    "claimcenter.practice",
    "claimcenter.web",
    "clients",
    "insurance",
    "claims",
    "era",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "pghistory",
    "pgtrigger",
    "django_structlog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "claimcenter.web.htmx.HtmxRedirects",
    "claimcenter.practice.middleware.IdleMiddleware",
    # Last: it holds the practice's transaction around the view and its rendering.
    "claimcenter.practice.middleware.TenantMiddleware",
]

ROOT_URLCONF = "claimcenter.urls"
WSGI_APPLICATION = "claimcenter.wsgi.application"
FORM_RENDERER = "claimcenter.web.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # template_partials wraps the loaders by itself, cached unless DEBUG
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "claimcenter.practice.context_processors.frame",
                "claimcenter.web.context.ui",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    },
]

# --- Database -----------------------------------------------------------------------------------------------------
DATABASES = {"default": database_settings(as_owner=owner_work())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

# History: the context (who, why) stands in each event row as JSON, so that it needs no shared table without a tenant.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField(null=True)
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField(null=True)
PGHISTORY_APPEND_ONLY = True

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "claimcenter.practice.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator, never by signing up
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# No account recovers by e-mail unless mail is set up; the limits live in the database cache, keyed without PHI.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Claim Center"
MFA_RECOVERY_CODE_COUNT = 10

# Staff need a second factor; in practice mode a newcomer gets a reminder instead.
REQUIRE_MFA = flag("CLAIMCENTER_REQUIRE_MFA", default=not (PRACTICE_MODE or TESTING))

# IdleMiddleware ends a session after 15 idle minutes and after 12 hours whatever happens. The row itself lives longer
# than the idle time, so that a form sent too late can be kept for its sender.
SESSION_IDLE_AGE = int(timedelta(minutes=15).total_seconds())
SESSION_ABSOLUTE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_AGE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-claimcenter" if HTTPS else "claimcenter"
CSRF_FAILURE_VIEW = "claimcenter.practice.views.errors.csrf_failed"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

# --- The browser --------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come from inside, without TLS
BEHIND_PROXY = flag("CLAIMCENTER_BEHIND_PROXY", default=HTTPS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# --- Files and requests -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("CLAIMCENTER_STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG
CLAIMCENTER_OUTGOING = Path(os.environ.get("CLAIMCENTER_OUTGOING") or DATA_DIR / "outgoing")
CLAIMCENTER_PRACTICE_FILES = DATA_DIR / "practice-mode"  # ERA files a newcomer loads by hand
# A file that every backup writes or touches; the status page says how old it is. Empty: backups are not watched.
CLAIMCENTER_BACKUP_MARKER = os.environ.get("CLAIMCENTER_BACKUP_MARKER", "")
MEDIA_ROOT = DATA_DIR / "media"
# A form is small. Files go to disk above 1 MB and are limited by their forms (an ERA of a million claims is large).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # 50 lines of adjustments, typed
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
ERA_UPLOAD_MAX_BYTES = int(os.environ.get("CLAIMCENTER_ERA_UPLOAD_MAX_BYTES", str(2 * 1024**3)))
CARD_UPLOAD_MAX_BYTES = 10 * 1024 * 1024

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("CLAIMCENTER_TIME_ZONE", "America/New_York")

# --- Mail ---------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", f"Claim Center <no-reply@{PUBLIC_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Background work ----------------------------------------------------------------------------------------------
# Celery shortens latency and nothing more: what it loses, the sweep mends (docs/architecture.md, The heart).
CELERY_BROKER_URL = os.environ.get("REDIS_URL", "memory://")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if CELERY_BROKER_URL.startswith("memory")
    else {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,  # Redis is asked every 10 s, not every 100 s
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "retry_on_timeout": False,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }
)
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 240  # below the visibility timeout, or a slow task would run twice at once
CELERY_TASK_SOFT_TIME_LIMIT = 220
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    # `expires`: a worker that was away does not find a pile of sweeps.
    "auto-file": {"task": "claims.auto_file", "schedule": 15.0, "options": {"expires": 15}},
    "send-outstanding": {"task": "claims.send_outstanding", "schedule": 15.0, "options": {"expires": 15}},
    "reconcile-secondaries": {"task": "claims.reconcile_secondaries", "schedule": 15.0, "options": {"expires": 15}},
    "resume-era-jobs": {"task": "era.resume_jobs", "schedule": 15.0, "options": {"expires": 15}},
    "seal-audit": {"task": "practice.seal_audit", "schedule": 15.0, "options": {"expires": 15}},
    "verify-audit": {"task": "practice.verify_audit", "schedule": 300.0, "options": {"expires": 300}},
    "heartbeat": {"task": "practice.heartbeat", "schedule": 15.0, "options": {"expires": 15}},
    "housekeeping": {"task": "practice.housekeeping", "schedule": 3600.0, "options": {"expires": 3600}},
}

# --- Machines -----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["claimcenter.practice.api_keys.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["claimcenter.practice.permissions.HasAction"],
    "EXCEPTION_HANDLER": "claimcenter.practice.problems.exception_handler",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Claim Center",
    "DESCRIPTION": "Billing of a behavioural-health practice. Money is a string with two decimals, dates are ISO.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "AdjustmentGroupEnum": "claims.api_input.GROUPS",
        "PostingRuleGroupEnum": "claims.rules.GROUPS",
    },
}

# --- Logs ---------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = None
LOG_LEVEL = os.environ.get("CLAIMCENTER_LOG_LEVEL", "WARNING" if TESTING else "INFO")
DJANGO_STRUCTLOG_CELERY_ENABLED = False  # its task events carry arguments' reprs
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # the audit keeps it, where it belongs
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request, when it has ended
logging_settings(level=LOG_LEVEL, console=sys.stderr.isatty() and DEBUG)

SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # CSRF middleware is there; the API authenticates by key and takes no cookie
]
