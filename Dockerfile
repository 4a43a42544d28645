FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CLAIMCENTER_NO_VENV=1 \
    CLAIMCENTER_DATA=/data \
    CLAIMCENTER_STATIC_ROOT=/srv/static \
    CLAIMCENTER_BIND=0.0.0.0:8000 \
    DJANGO_SETTINGS_MODULE=claimcenter.settings

WORKDIR /srv/claimcenter
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock && python -m compileall -q /usr/local/lib

COPY . .
# Static files are the image's own. This one step makes keys for itself; none of them stays in a layer.
RUN CLAIMCENTER_DATA=/tmp/build python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/build \
    && useradd --system --uid 10001 --no-create-home claimcenter \
    && install -d -o claimcenter -m 0700 /data

USER claimcenter
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
CMD ["python", "-m", "gunicorn", "-c", "python:claimcenter.stack.gunicorn", "claimcenter.wsgi"]
