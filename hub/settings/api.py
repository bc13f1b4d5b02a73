"""The REST API's frame and limits; its views say the rest (hub/api/v1)."""

from hub.settings.environment import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["hub.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "URL_FORMAT_OVERRIDE": None,
}

# What one request may carry: a single body (or line of a bulk body), and a bulk body.
HUB_BODY_BYTES = 2 * 1024 * 1024
HUB_BULK_BYTES = 32 * 1024 * 1024

# Requests a minute per caller, counted in each web process. By address are counted ``bad_token`` (refused tokens) and
# ``join`` (requests to become a member, and links about them that lead nowhere).
HUB_RATE_LIMITS = {
    "read": 60_000,
    "write": 60_000,
    "publish": 120_000,
    "bulk": 6_000,
    "bad_token": 5,
    "join": 10,
    **env.dict("HUB_RATE_LIMITS", cast={"value": int}, default={}),
}
