#!/bin/sh
# Run once by the postgres image when its volume is new, as the superuser, which the application never is.
set -eu
psql --no-psqlrc -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -f /deploy/roles.sql
