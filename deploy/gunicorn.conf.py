"""gunicorn for a deployment; `manage.py up` says the same on its command line."""

import os

bind = os.environ.get("HUB_BIND_TO", "0.0.0.0:8000")
workers = int(os.environ.get("HUB_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
keepalive = 30
timeout = 60
graceful_timeout = 15
control_socket_disable = True
loglevel = "warning"
