"""The functions behind the operator's message browser and health page. SECURITY DEFINER, the operator's alone;
no element of any notice comes out of them."""

_OPERATOR = """    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;"""
# Of an address only the host: its path and query may hold what is secret.
_HOST = "substring(e.url FROM '^[a-z]+://(?:[^@/]*@)?([^/?#]+)')"


def _granted(signature: str) -> str:
    return (
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {signature} TO hub_web;"
    )


# One notice at every stage, from one snapshot. Null where there is none.
TRACE = f"""
CREATE FUNCTION hub_trace(wanted text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_OPERATOR}
    RETURN (SELECT jsonb_build_object(
        'id', n.id, 'number', n.number, 'type', n.type, 'publisher', n.publisher_id, 'current', n.current,
        'accepted_at', n.accepted_at, 'cancelled_at', n.cancelled_at,
        'versions', (SELECT jsonb_agg(jsonb_build_object(
            'n', v.n, 'kind', v.kind, 'late', v.late, 'accepted_at', v.accepted_at, 'state', w.state,
            'attempts', w.attempts, 'due_at', w.due_at, 'routed_at', w.routed_at, 'recipients', w.recipients,
            'fault', w.fault) ORDER BY v.n)
            FROM notices_noticeversion v JOIN notices_routingwork w ON w.version_id = v.id
            WHERE v.notice_id = n.id),
        'deliveries', (SELECT jsonb_agg(jsonb_build_object(
            'id', d.id, 'n', d.n, 'recipient', d.recipient_id, 'purpose', d.purpose, 'kind', d.kind,
            'basis', d.basis, 'state', d.state, 'reason', d.reason, 'decided_at', d.decided_at,
            'available_at', d.available_at, 'delivered_at', d.delivered_at, 'channel', d.delivered_by,
            'acknowledged_at', d.acknowledged_at) ORDER BY d.n, d.routed_at, d.id)
            FROM deliveries_delivery d WHERE d.notice_id = n.id),
        'messages', (SELECT jsonb_agg(jsonb_build_object(
            'id', m.id, 'delivery', m.delivery_id, 'host', {_HOST}, 'endpoint_state', e.state,
            'state', m.state, 'reason', m.reason, 'next_try', m.next_try, 'attempts', (
                SELECT jsonb_agg(jsonb_build_object('at', a.at, 'outcome', a.outcome, 'status', a.status,
                    'milliseconds', a.milliseconds, 'late', a.late) ORDER BY a.id)
                FROM webhooks_attempt a WHERE a.version_id = m.version_id AND a.dispatch_id = m.id
            )) ORDER BY m.created_at, m.id)
            FROM notices_noticeversion v JOIN webhooks_dispatch m ON m.version_id = v.id
            JOIN webhooks_endpoint e ON e.id = m.endpoint_id WHERE v.notice_id = n.id)
        ) FROM notices_notice n WHERE n.number = wanted);
END $$;
{_granted("hub_trace(text)")}
"""
DROP_TRACE = "DROP FUNCTION hub_trace(text);"

# The latest notices, to find one by type, publisher or state of its routing.
RECENT = f"""
CREATE FUNCTION hub_recent_notices(
    before uuid, type_wanted text, publisher_wanted uuid, state_wanted text, most integer)
RETURNS TABLE (version_id uuid, number text, type text, publisher_id uuid, n integer, accepted_at timestamptz,
               state text, recipients integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_OPERATOR}
    RETURN QUERY
    SELECT w.version_id, o.number::text, o.type::text, w.publisher_id, w.n, w.accepted_at, w.state::text, w.recipients
    FROM notices_routingwork w JOIN notices_notice o ON o.id = w.notice_id
    WHERE (before IS NULL OR w.version_id < before)
    AND (type_wanted = '' OR o.type = type_wanted)
    AND (publisher_wanted IS NULL OR w.publisher_id = publisher_wanted)
    AND (state_wanted = '' OR w.state = state_wanted)
    ORDER BY w.version_id DESC LIMIT most;
END $$;
{_granted("hub_recent_notices(uuid, text, uuid, text, integer)")}
"""
DROP_RECENT = "DROP FUNCTION hub_recent_notices(uuid, text, uuid, text, integer);"

# Per minute. Versions are found by their identifiers, which are ordered by time: ``since`` is the first that
# the period may have, ``of_day`` the first of those whose deliveries are counted.
THROUGHPUT = f"""
CREATE FUNCTION hub_throughput(minutes integer, since uuid, of_day uuid)
RETURNS TABLE (minute timestamptz, accepted bigint, routed bigint, delivered bigint, failed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    begins CONSTANT timestamptz := date_trunc('minute', now()) - (minutes - 1) * interval '1 minute';
BEGIN
{_OPERATOR}
    RETURN QUERY
    SELECT m.minute, coalesce(a.count, 0), coalesce(r.count, 0), coalesce(d.count, 0), coalesce(f.count, 0)
    FROM generate_series(begins, date_trunc('minute', now()), interval '1 minute') AS m (minute)
    LEFT JOIN (SELECT date_trunc('minute', w.accepted_at) AS at, count(*) FROM notices_routingwork w
        WHERE w.version_id >= since AND w.accepted_at >= begins GROUP BY 1) a ON a.at = m.minute
    LEFT JOIN (SELECT date_trunc('minute', w.routed_at) AS at, count(*) FROM notices_routingwork w
        WHERE w.version_id >= of_day AND w.routed_at >= begins GROUP BY 1) r ON r.at = m.minute
    LEFT JOIN (SELECT date_trunc('minute', x.delivered_at) AS at, count(*) FROM deliveries_delivery x
        WHERE x.version_id >= of_day AND x.delivered_at >= begins GROUP BY 1) d ON d.at = m.minute
    LEFT JOIN (SELECT date_trunc('minute', t.at) AS at, count(*) FROM webhooks_attempt t
        WHERE t.version_id >= of_day AND t.at >= begins AND t.outcome <> 'delivered' GROUP BY 1) f ON f.at = m.minute
    ORDER BY m.minute;
END $$;
{_granted("hub_throughput(integer, uuid, uuid)")}
"""
DROP_THROUGHPUT = "DROP FUNCTION hub_throughput(integer, uuid, uuid);"

# The age of the oldest work of each kind, in seconds; no row where there is none. What is kept for an endpoint that is
# disabled waits for its owner, and is no work that is late.
OLDEST = f"""
CREATE OR REPLACE FUNCTION hub_oldest_work() RETURNS TABLE (name text, seconds bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_OPERATOR}
    RETURN QUERY
    SELECT o.name, extract(epoch FROM now() - o.since)::bigint FROM (
        SELECT 'unrouted' AS name, min(w.accepted_at) AS since FROM notices_routingwork w WHERE w.state = 'pending'
        UNION ALL SELECT 'due', min(d.next_try) FROM webhooks_dispatch d
            JOIN webhooks_endpoint e ON e.id = d.endpoint_id AND e.state = 'active'
            WHERE d.state IN ('due', 'retrying') AND d.next_try <= now()
        UNION ALL SELECT 'quarantined', min(w.accepted_at) FROM notices_routingwork w WHERE w.state = 'quarantined'
        UNION ALL SELECT 'dead', min(d.created_at) FROM webhooks_dispatch d WHERE d.state = 'dead'
    ) o WHERE o.since IS NOT NULL;
END $$;
{_granted("hub_oldest_work()")}
"""
DROP_OLDEST = "DROP FUNCTION hub_oldest_work();"

# Endpoints that do not take what is sent: disabled by the hub, failing, or with dead letters.
TROUBLED = f"""
CREATE FUNCTION hub_troubled_endpoints()
RETURNS TABLE (organisation_id uuid, host text, state text, reason text, state_at timestamptz, failures integer,
               last_success_at timestamptz, waiting bigint, dead bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_OPERATOR}
    RETURN QUERY
    SELECT e.organisation_id, {_HOST}, e.state::text, e.reason::text, e.state_at, e.failures, e.last_success_at,
           coalesce(c.waiting, 0), coalesce(c.dead, 0)
    FROM webhooks_endpoint e LEFT JOIN (
        SELECT d.endpoint_id, count(*) FILTER (WHERE d.state <> 'dead') AS waiting,
               count(*) FILTER (WHERE d.state = 'dead') AS dead
        FROM webhooks_dispatch d WHERE d.state IN ('due', 'leased', 'retrying', 'dead') GROUP BY d.endpoint_id
    ) c ON c.endpoint_id = e.id
    WHERE e.state <> 'removed' AND (e.failures > 0 OR c.dead > 0 OR e.state = 'disabled')
    ORDER BY c.dead DESC NULLS LAST, e.failures DESC LIMIT 200;
END $$;
{_granted("hub_troubled_endpoints()")}
"""
DROP_TROUBLED = "DROP FUNCTION hub_troubled_endpoints();"

DEAD = f"""
CREATE FUNCTION hub_dead_letters()
RETURNS TABLE (number text, n integer, recipient_id uuid, host text, attempts smallint, reason text,
               created_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
{_OPERATOR}
    RETURN QUERY
    SELECT o.number::text, v.n, d.recipient_id, {_HOST}, d.attempts, d.reason::text, d.created_at
    FROM webhooks_dispatch d JOIN webhooks_endpoint e ON e.id = d.endpoint_id
    JOIN notices_noticeversion v ON v.id = d.version_id JOIN notices_notice o ON o.id = v.notice_id
    WHERE d.state = 'dead' ORDER BY d.created_at LIMIT 200;
END $$;
{_granted("hub_dead_letters()")}
"""
DROP_DEAD = "DROP FUNCTION hub_dead_letters();"

# The dead letters of one notice are sent again where their receiver takes messages. Each is decided anew first.
RESEND = f"""
CREATE FUNCTION hub_resend_dead(notice_number text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed integer;
BEGIN
{_OPERATOR}
    UPDATE webhooks_dispatch d SET state = 'due', reason = '', next_try = now(), attempts = 0
    FROM notices_notice o JOIN notices_noticeversion v ON v.notice_id = o.id
    WHERE o.number = notice_number AND d.version_id = v.id AND d.state = 'dead'
    AND EXISTS (SELECT 1 FROM webhooks_endpoint e WHERE e.id = d.endpoint_id AND e.state = 'active')
    AND EXISTS (SELECT 1 FROM deliveries_delivery x WHERE x.version_id = d.version_id
                AND x.recipient_id = d.recipient_id AND x.purpose = d.purpose
                AND x.state IN ('available', 'delivered'));
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
{_granted("hub_resend_dead(text)")}
"""
DROP_RESEND = "DROP FUNCTION hub_resend_dead(text);"
