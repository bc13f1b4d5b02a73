"""Work behind the requests. Celery only wakes people up: what is to be done stands in PostgreSQL."""

from hub.settings.environment import env

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")

# What finds lost work, and how often (seconds): a lost nudge costs at most one pause.
SWEEPS = {
    "exchange.tasks.sweep": 10.0,
}
# Off only to show that the sweeps are what brings lost work back.
HUB_SWEEPER = env.bool("HUB_SWEEPER", default=True)

CELERY_BEAT_SCHEDULE = {
    "hub.health.canary": {"task": "hub.health.canary", "schedule": 10.0, "options": {"expires": 30}},
    "hub.notifying.tasks.mail": {
        "task": "hub.notifying.tasks.mail",
        "schedule": 60.0,
        "options": {"expires": 180},
    },
    "hub.notifying.tasks.forget_join_requests": {
        "task": "hub.notifying.tasks.forget_join_requests",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    **{
        name: {"task": name, "schedule": pause, "options": {"expires": pause * 3}}
        for name, pause in SWEEPS.items()
        if HUB_SWEEPER
    },
}
# Two lanes, each with a worker of its own: a slow receiver of webhooks keeps nobody from routing.
CELERY_TASK_ROUTES = {"exchange.tasks.push*": {"queue": "push"}}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 150
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# A message whose worker was killed comes back after the timeout (kombu looks every interval x throttle
# seconds). Nothing waits for that: the sweep finds the work within a minute.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Days for which uploaded files and their rows are kept after their end; and for which an upload waits for its person.
HUB_UPLOAD_DAYS = env.int("HUB_UPLOAD_DAYS", default=14)

# Exact host:port pairs on this machine that webhooks may go to although they are not public (tests only).
HUB_WEBHOOK_ALLOW = env.list("HUB_WEBHOOK_ALLOW", default=[])
# Ports on which webhooks may be received.
HUB_WEBHOOK_PORTS = env.list("HUB_WEBHOOK_PORTS", cast=int, default=[443, 8443])
# Seconds before each further attempt at a webhook; past the last one the delivery is a dead letter.
HUB_WEBHOOK_SCHEDULE = env.list(
    "HUB_WEBHOOK_SCHEDULE",
    cast=float,
    default=[5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0],
)
# Certificates to trust beside the system's, for receivers with a private authority.
HUB_WEBHOOK_CA_FILE = env("HUB_WEBHOOK_CA_FILE", default="")
