"""Everything that may differ from one Palabre to the next, read from the environment; the defaults suit a laptop."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from xstatic.pkg import leaflet, leaflet_markercluster

env = environ.Env()

# --- Place -----------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("PALABRE_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Security --------------------------------------------------------------------------------------

LAPTOP_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
HOSTS = env.list("HOSTS", default=[])
"""Public host names. Naming one makes this a production instance."""

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=bool(HOSTS))
ALLOWED_HOSTS = HOSTS or LAPTOP_HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]
# The address of this very site, for what leaves it without a page to ask from: the messages of webhooks.
ORIGIN = env("ORIGIN", default=f"http{'s' * HTTPS}://{HOSTS[0] if HOSTS else 'localhost:8000'}").rstrip("/")
HOOKS_OF_THE_TESTS = ()  # « host:port » of servers that tests start: the only private ones that webhooks may write to


def _laptop_secret():
    file = VAR_DIR / "secret_key"
    if not file.exists():
        # Written aside and put in place whole: another process never reads half a secret.
        fresh = VAR_DIR / f"secret_key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(60))
        os.replace(fresh, file)
    return file.read_text()


SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if HOSTS:
        raise ImproperlyConfigured(
            "Palabre is named to the world by HOSTS but has no secret: set SECRET_KEY to a long random text."
        )
    SECRET_KEY = _laptop_secret()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # what earlier keys sealed and signed still holds

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # else everybody shares one address, and one limit of attempts
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "governance.accounts.views.csrf_failure"


def _files_host(address):
    try:
        parts = urlsplit(address)
        named = parts.scheme in ("http", "https") and parts.netloc and not (parts.path or parts.query)
        if named and parts.port in (None, *range(1, 65536)) and parts.hostname not in ALLOWED_HOSTS:
            return address
    except ValueError:  # its port is no number
        pass
    raise ImproperlyConfigured(
        "FILES_HOST is the scheme and the name of a host of its own, not among HOSTS, such as https://files.example.org."
    )


FILES_HOST = env("FILES_HOST", default="").rstrip("/")
"""Where the files of messages are read from, by addresses signed for one reader; the site itself when empty."""
if FILES_HOST:
    FILES_HOST = _files_host(FILES_HOST)
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, urlsplit(FILES_HOST).hostname]

_pictures = f"'self' data: {FILES_HOST}".strip()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {_pictures}; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# --- Project ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "governance",
    "governance.accounts",
    "governance.register",
    "governance.organizations",
    "governance.texts",
    "governance.voting",
    "rooms",
    "proposals",
    "governance.assemblies",
    "governance.polls",
    "channels",
    "guardian",
    "django_filters",
    "django_htmx",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.admin",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "governance.middleware.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "governance.middleware.PalabreMiddleware",
]

ROOT_URLCONF = "governance.urls"
ASGI_APPLICATION = "governance.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.tz",
                "lucide.templatetags.lucide",
                "governance.templatetags.palabre",
                "proposals.templatetags.proposals",
                "rooms.templatetags.rooms",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database --------------------------------------------------------------------------------------

SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    # What is overwritten is gone from the file: of an urn, only what it holds now is ever found there.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
    "PRAGMA secure_delete=ON;",
}


def _database(url):
    try:
        if url.partition(":")[0] in ("sqlite", "postgres", "postgresql"):
            return env.db_url_config(url)
    except ValueError:  # its port is no number
        pass
    raise ImproperlyConfigured(
        "DATABASE_URL is not the address of a database, such as postgres://name:password@host:5432/palabre."
    )


DATABASES = {"default": _database(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'palabre.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"] |= {"ENGINE": "governance.sqlite", "OPTIONS": SQLITE}
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": env.int("DATABASE_POOL", default=20)}}

# --- People ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # public reading is a field of the space, not a grant to nobody
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "governance.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "governance.accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]  # no passkeys: they would need scripts to sign in
MFA_TOTP_ISSUER = "Palabre"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# --- Languages and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("anglais"))]
LOCALE_PATHS = [VAR_DIR / "locale"]
TIME_ZONE = env("TIME_ZONE", default="Indian/Reunion")
USE_TZ = True

# --- Live ------------------------------------------------------------------------------------------

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # No act and no page waits long for a Redis that is gone.
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_connect_timeout": 1, "socket_timeout": 2}]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}}

# --- Pace ------------------------------------------------------------------------------------------

# What an account may do so many times in so many seconds. Generous: nobody who writes by hand meets these.
THROTTLE = {
    "amendment": (60, 3600),
    "application": (30, 3600),
    "association": (300, 3600),
    "ballot": (30, 60),
    "draw": (20, 3600),
    "export": (10, 3600),
    "facilitation": (60, 3600),
    "figures": (30, 3600),
    "file": (100, 3600),
    "hook": (20, 3600),
    "idea": (20, 600),
    "invitation": (100, 3600),
    "join": (60, 3600),
    "mandate": (60, 3600),
    "meeting": (600, 3600),
    "message": (30, 60),
    "moderation": (60, 3600),
    "paper": (60, 600),
    "position": (30, 60),
    "profile": (60, 3600),
    "proposal": (30, 3600),
    "reaction": (60, 60),
    "reading": (120, 60),
    "report": (10, 3600),
    "residence": (60, 3600),
    "rules": (200, 3600),
    "volunteer": (30, 3600),
    "vote": (20, 3600),
    "wealth": (60, 3600),
    "zone": (60, 3600),
}
for _act, _pace in env.dict("THROTTLE", default={}).items():
    _times, _slash, _seconds = _pace.partition("/")
    if _act not in THROTTLE or not (_times.isdecimal() and _seconds.isdecimal() and int(_times) and int(_seconds)):
        raise ImproperlyConfigured(
            f"THROTTLE holds paces such as message=30/60, thirty in a minute, of {', '.join(THROTTLE)}."
        )
    THROTTLE[_act] = (int(_times), int(_seconds))

# Counts are shared by every process where there are several. A Redis that is gone is waited for one second.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "throttle": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "palabre-throttle",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

# --- Where people live -----------------------------------------------------------------------------

RESIDENCE_DAYS = env.int("RESIDENCE_DAYS", default=365)  # that a declared or attested residence counts
RESIDENCE_MOVES = env.int("RESIDENCE_MOVES", default=3)  # communes that one person may declare in a year
PROOF_DAYS = env.int("PROOF_DAYS", default=30)  # that a proof of residence waits for an answer before it is destroyed

# --- Files and mail --------------------------------------------------------------------------------

# A browser sends two megabytes of accents as six: a text too long for its form comes back on its page, not lost.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Maps of points: browser code of two packages that hold nothing else (BSD, MIT).
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/leaflet", leaflet.BASE_DIR),
    ("vendor/markercluster", leaflet_markercluster.BASE_DIR),
]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What comes with messages. No address leads here: a view reads it out, to those who may see the message.
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "governance.staticfiles.Storage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"

FILE_LARGEST = env.int("FILE_MB", default=20) * 1_000_000  # bytes of one file
FILES_LARGEST = env.int("FILES_MB", default=50) * 1_000_000  # of those of one message
FILES_MOST = env.int("FILES_MOST", default=10)  # of one message
FILES_A_DAY = env.int("FILES_DAY_MB", default=200) * 1_000_000  # bytes that one person sends in a day

EMAIL_FILE_PATH = VAR_DIR / "mail"
if env("EMAIL_URL", default=""):
    globals().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds that a mail server is waited for
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="Palabre <palabre@localhost>")

# Our server writes no line for a page that was served. What goes wrong is said on the console and nowhere else: no
# report by mail, which would carry what was sent; no detail of daphne's, whose lines name addresses.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"casting_path": {"()": "governance.logs.CastingPath"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["casting_path"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "daphne": {"level": "WARNING"},
    },
}
