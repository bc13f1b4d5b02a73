"""Requests, pages, languages and files."""

import warnings

from hub.settings.environment import ROOT, env
from hub.settings.security import DEBUG, HTTPS

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"

MIDDLEWARE = [
    "hub.api.request_ids.RequestId",
    "django.middleware.security.SecurityMiddleware",
    # Programs go from here straight to the views.
    "hub.lanes.Lanes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hub.portal.compression.PageCompression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.portal.reader.ReaderMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    # Closest around the pages that look people up.
    "hub.signin.middleware.SignInMiddleware",
    "hub.lanes.Inside",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "hub.portal.context.portal",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The components on one page: for a hub on one's own machine, where no TLS is.
HUB_STYLEGUIDE = not HTTPS

STATIC_URL = "static/"
STATICFILES_DIRS = [folder for folder in [ROOT / "static"] if folder.is_dir()]
STATIC_ROOT = env.path("HUB_STATIC", default=str(ROOT / "staticfiles"))()
# A deployment collects them: names with their hash, cached for ever. Else they are served from where they lie; so
# they are while debugging, when Django's pages name them without the hash.
_COLLECTED = env.bool("HUB_STATIC_COLLECTED", default=False) and not DEBUG
WHITENOISE_USE_FINDERS = not _COLLECTED
# Only what pages name is kept and compressed; a map is for whoever debugs.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "woff2", "png", "jpg", "webp", "gz", "br", "zip"]
warnings.filterwarnings("ignore", "No directory at", UserWarning)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# In each process's own memory: Redis is on no request path.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "hub"}}

_MAIL = env.email_url("HUB_MAIL_URL", default="consolemail://")
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
# The reader of the address leaves out the first stroke: `filemail:///var/mail` is meant as it is written.
EMAIL_FILE_PATH = f"/{_MAIL['EMAIL_FILE_PATH']}" if _MAIL.get("EMAIL_FILE_PATH") else None
EMAIL_HOST = _MAIL.get("EMAIL_HOST") or ""
EMAIL_PORT = _MAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_TIMEOUT = 20
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env("HUB_MAIL_FROM", default="hub@localhost")
# Where people reach the hub: what links in mails begin with.
_ORIGIN = env.list("HUB_ORIGINS", default=[])
HUB_ADDRESS = env(
    "HUB_ADDRESS",
    default=_ORIGIN[0] if _ORIGIN else f"http://localhost:{env('HUB_PORT', default='') or 8000}",
).rstrip("/")
