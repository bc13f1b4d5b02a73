"""The statements behind claiming and settling."""

_OPEN = "('due', 'leased', 'retrying')"

ENQUEUE = """
INSERT INTO webhooks_dispatch (
    version_id, recipient_id, purpose, endpoint_id, id, delivery_id, order_key, position,
    state, reason, next_try, attempts, message_id, replaces, created_at
)
SELECT u.version, u.recipient, u.purpose, u.endpoint, u.id, u.delivery, u.order_key, u.position,
    'due', '', now(), 0, '', '', now()
FROM unnest(
    %s::uuid[], %s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::bigint[]
) AS u (version, recipient, purpose, endpoint, id, delivery, order_key, position)
ON CONFLICT (version_id, recipient_id, purpose, endpoint_id) DO UPDATE
SET state = 'due', reason = '', next_try = now(), attempts = 0, position = excluded.position
WHERE webhooks_dispatch.state = 'withheld'
"""

# Who has nothing due must be given no room: others would wait for threads that stand idle.
WAITING = f"""
SELECT e.id FROM webhooks_endpoint e WHERE e.state = 'active' AND EXISTS (
    SELECT 1 FROM webhooks_dispatch d
    WHERE d.endpoint_id = e.id AND d.state IN {_OPEN} AND d.next_try <= now()
    OFFSET 0
)"""

# The head of each key only; a leased head keeps those behind it waiting just as a failing one does. A row that
# changed under our hands is judged anew once it is locked, so two workers never take the same one.
CLAIM = f"""
WITH picked AS (
    SELECT d.version_id, d.recipient_id, d.purpose, d.endpoint_id
    FROM unnest(%(endpoints)s::uuid[], %(rooms)s::integer[]) AS w (endpoint_id, room)
    CROSS JOIN LATERAL (
        SELECT h.version_id, h.recipient_id, h.purpose, h.endpoint_id FROM webhooks_dispatch h
        WHERE h.endpoint_id = w.endpoint_id AND h.state IN {_OPEN} AND h.next_try <= now()
        AND NOT EXISTS (
            SELECT 1 FROM webhooks_dispatch e
            WHERE e.endpoint_id = h.endpoint_id AND e.order_key = h.order_key AND e.state IN {_OPEN}
            AND (e.position, e.id) < (h.position, h.id)
            OFFSET 0  -- keeps this a look-up per row, in index order, whatever the statistics say
        )
        ORDER BY h.next_try, h.position LIMIT w.room FOR NO KEY UPDATE SKIP LOCKED
    ) d
)
UPDATE webhooks_dispatch d
SET state = 'leased', lease = %(lease)s, next_try = now() + %(seconds)s * interval '1 second',
    attempts = d.attempts + 1
FROM picked p
WHERE d.version_id = p.version_id AND d.recipient_id = p.recipient_id AND d.purpose = p.purpose
    AND d.endpoint_id = p.endpoint_id
RETURNING d.version_id, d.recipient_id, d.purpose, d.endpoint_id, d.id, d.delivery_id, d.order_key, d.position,
    d.attempts, d.message_id, d.replaces, d.digest
"""

# Before anything leaves: a crash after the sending must not give the same view another id.
NAME = """
UPDATE webhooks_dispatch d
SET message_id = u.message_id, replaces = u.replaces, digest = u.digest,
    first_tried_at = coalesce(d.first_tried_at, now())
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::bytea[])
    AS u (version, id, lease, message_id, replaces, digest)
WHERE d.version_id = u.version AND d.id = u.id AND d.lease = u.lease AND d.state = 'leased'
RETURNING d.id
"""

SETTLE = """
UPDATE webhooks_dispatch d
SET state = u.state, reason = u.reason, lease = NULL,
    next_try = now() + coalesce(u.delay, 0) * interval '1 second',
    attempts = d.attempts - u.refund,
    sent_at = CASE WHEN u.state = 'sent' THEN now() END
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::float8[], %s::smallint[])
    AS u (version, id, lease, state, reason, delay, refund)
WHERE d.version_id = u.version AND d.id = u.id AND d.lease = u.lease AND d.state = 'leased'
RETURNING d.id, d.first_tried_at, d.next_try, now()
"""

# Behind a failing head nothing of the key can go out: do not look at it again before the head's time.
HOLD_BACK = """
UPDATE webhooks_dispatch d SET next_try = u.next_try
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS u (endpoint, order_key, next_try)
WHERE d.endpoint_id = u.endpoint AND d.order_key = u.order_key AND d.state = 'due' AND d.next_try < u.next_try
"""

LOG = """
INSERT INTO webhooks_attempt (
    version_id, id, dispatch_id, endpoint_id, recipient_id, at, outcome, status, milliseconds, message_id,
    key_ids, late
)
SELECT u.version, u.id, u.dispatch, u.endpoint, u.recipient, u.at, u.outcome, u.status, u.milliseconds,
    u.message_id, string_to_array(u.key_ids, ','), u.late
FROM unnest(
    %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::text[], %s::smallint[],
    %s::integer[], %s::text[], %s::text[], %s::boolean[]
) AS u (version, id, dispatch, endpoint, recipient, at, outcome, status, milliseconds, message_id, key_ids, late)
"""

# Locked in one order by everyone, before any message's row.
LOCK_ENDPOINTS = """
SELECT id FROM webhooks_endpoint WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""

# Whoever has just failed so often in a row, or come back after that, has it noted among its events.
COUNT = """
WITH counted AS (
    UPDATE webhooks_endpoint e
    SET failures = CASE WHEN u.succeeded THEN 0 ELSE e.failures END + u.failed,
        last_success_at = CASE WHEN u.succeeded THEN now() ELSE e.last_success_at END
    FROM unnest(%(ids)s::uuid[], %(succeeded)s::boolean[], %(failed)s::integer[], %(events)s::uuid[])
        AS u (id, succeeded, failed, event)
    JOIN webhooks_endpoint was ON was.id = u.id
    WHERE e.id = u.id
    RETURNING e.id, e.organisation_id, u.event, e.state, was.failures AS before, e.failures AS after
)
INSERT INTO webhooks_endpointevent (id, endpoint_id, organisation_id, at, act, reason)
SELECT event, id, organisation_id, now(),
    CASE WHEN after >= %(often)s THEN 'failing' ELSE 'recovered' END, ''
FROM counted WHERE state = 'active' AND (before >= %(often)s) <> (after >= %(often)s)
"""

# With ``untried_since`` only when nothing has succeeded since then.
DISABLE = """
WITH stopped AS (
    UPDATE webhooks_endpoint e SET state = 'disabled', reason = %(reason)s, state_at = now()
    WHERE e.id = %(endpoint)s AND e.state = 'active'
    AND (%(since)s::timestamptz IS NULL OR e.last_success_at IS NULL OR e.last_success_at < %(since)s::timestamptz)
    RETURNING e.id, e.organisation_id
)
INSERT INTO webhooks_endpointevent (id, endpoint_id, organisation_id, at, act, reason)
SELECT %(event)s, id, organisation_id, now(), 'disabled', %(reason)s FROM stopped
"""

# The endpoints that may be called now, with every key that signs for them, newest first.
KEYS = """
SELECT e.id, e.url, s.key_id, s.sealed, now() FROM webhooks_endpoint e JOIN webhooks_secret s ON s.endpoint_id = e.id
WHERE e.id = ANY(%s::uuid[]) AND e.state = 'active'
AND s.valid_from <= now() AND (s.valid_until IS NULL OR s.valid_until > now())
ORDER BY s.valid_from DESC
"""
