#!/bin/sh
# Wait for PostgreSQL, install or update the suite in its database, then serve.
#
# HOST, PORT, USER, PASSWORD  how to reach PostgreSQL (as the official image names them)
# CS_DATABASE                 the database (cs)
# CS_ADDONS                   what to install (the whole suite)
# CS_DEMO=1                   with the demo story, at the first start only
# ODOO, ODOO_RC               the program and its configuration
set -eu

export PGHOST="${HOST:-db}" PGPORT="${PORT:-5432}" PGUSER="${USER:-odoo}"
export PGPASSWORD="${PASSWORD:-odoo}"
database="${CS_DATABASE:-cs}"
addons="${CS_ADDONS:-cs_customer,cs_helpdesk,cs_channels,cs_renewal}"
program="${ODOO:-odoo}"

waited=0
until psql -d postgres -qtAc "SELECT 1" >/dev/null 2>&1; do
    waited=$((waited + 1))
    if [ "$waited" -ge "${CS_WAIT:-60}" ]; then
        echo "cs: PostgreSQL at $PGHOST:$PGPORT does not answer" >&2
        exit 1
    fi
    sleep 1
done

set_up() {
    "$program" server -d "$database" --db_host "$PGHOST" --db_port "$PGPORT" \
        --db_user "$PGUSER" --db_password "$PGPASSWORD" --no-http --stop-after-init "$@"
}

installed=$(psql -d "$database" -qtAc \
    "SELECT count(*) FROM ir_module_module WHERE name = 'cs_customer' AND state = 'installed'" \
    2>/dev/null || echo 0)
if [ "$installed" = "0" ]; then
    if [ "${CS_DEMO:-}" = "1" ]; then
        set_up -i "$addons" --load-language en_US,zh_CN --with-demo
    else
        set_up -i "$addons" --load-language en_US,zh_CN
    fi
elif [ "${CS_UPDATE:-}" = "1" ]; then
    set_up -u "$addons"
fi

if [ "${1:-}" = "odoo" ]; then
    shift
fi
exec "$program" server -d "$database" --db_host "$PGHOST" --db_port "$PGPORT" \
    --db_user "$PGUSER" --db_password "$PGPASSWORD" "$@"
