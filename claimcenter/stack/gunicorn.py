"""The web server's settings, for `up` and the container: gunicorn -c python:claimcenter.stack.gunicorn claimcenter.wsgi

Threads, because no proxy need stand in front: four slow uploads stop four sync workers, and the whole site with
them. The numbers are in docs/adr/0004-web-server.md.
"""

import os

_CPUS = os.cpu_count() or 1

bind = os.environ.get("CLAIMCENTER_BIND", "127.0.0.1:8000")
worker_class = "gthread"
preload_app = True  # read the code once; the workers share its memory (wsgi.py leaves no connection open)
workers = int(os.environ.get("CLAIMCENTER_WEB_WORKERS") or min(max(_CPUS, 2), 8))
threads = int(os.environ.get("CLAIMCENTER_WEB_THREADS") or 8)  # each may hold a database connection
timeout = 120
graceful_timeout = 20
keepalive = 5
control_socket_disable = True
loglevel = "warning"
accesslog = None  # request lines hold query strings; the application logs each request without them
limit_request_line = 8190
forwarded_allow_ips = os.environ.get("CLAIMCENTER_PROXIES", "127.0.0.1,::1")
