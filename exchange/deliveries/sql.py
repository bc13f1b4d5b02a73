"""The functions through which a recipient's content leaves, and a publisher's receipts come back.

All are SECURITY DEFINER: the web login has no SELECT on content. Each judges for itself who is asking.
"""

# Locks against the router (which takes FOR NO KEY UPDATE): while a version is being opened, no successor is
# routed as if it had not been, so exactly those that got content are told of a withdrawal. Each row is looked up by
# its key (OFFSET keeps the look-ups apart): a young hub's planner would read whole tables for every page.
LOCK_NOTICES = """
CREATE OR REPLACE FUNCTION hub_lock_notices(wanted uuid[])
RETURNS TABLE (
    notice_id uuid, current integer, waiting text, cancelled_at timestamptz, first_accepted_at timestamptz,
    current_routed_at timestamptz
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ours uuid[];
BEGIN
    SELECT array_agg(u.id ORDER BY u.id) INTO ours FROM unnest(wanted) AS u (id) WHERE EXISTS (
        SELECT 1 FROM deliveries_delivery d
        WHERE d.notice_id = u.id AND (d.recipient_id = hub_organisation() OR session_user = 'hub_pipeline')
        OFFSET 0
    );
    PERFORM 1 FROM unnest(ours) AS u (id) CROSS JOIN LATERAL (
        SELECT 1 FROM notices_notice n WHERE n.id = u.id FOR SHARE
    ) n;
    RETURN QUERY
    SELECT n.id, n.current, (
        SELECT min(w.state) FROM notices_routingwork w WHERE w.notice_id = n.id AND w.state <> 'routed'
    ), n.cancelled_at, n.accepted_at, (
        SELECT w.routed_at FROM notices_routingwork w WHERE w.notice_id = n.id AND w.n = n.current
    )
    FROM unnest(ours) AS u (id) CROSS JOIN LATERAL (
        SELECT * FROM notices_notice n WHERE n.id = u.id OFFSET 0
    ) n;
END $$;
"""

# The one door. No register row, no content; a delivery that is not the caller's, or has not been marked as
# delivered in this transaction or before, stops the whole call.
DISCLOSE = """
CREATE OR REPLACE FUNCTION hub_disclose(
    versions uuid[], purposes text[], live text[], channel text, person uuid, client uuid
) RETURNS TABLE (version_id uuid, purpose text, text text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written integer;
BEGIN
    INSERT INTO disclosures_disclosure (id, at, organisation_id, person, client, channel, purpose, notice_id,
                                        version_id, publisher_id, agreement_versions)
    SELECT gen_random_uuid(), now(), d.recipient_id, hub_disclose.person, hub_disclose.client,
           hub_disclose.channel, d.purpose, d.notice_id, d.version_id, d.publisher_id, w.live::uuid[]
    FROM unnest(versions, purposes, live) AS w (version_id, purpose, live) CROSS JOIN LATERAL (
        SELECT * FROM deliveries_delivery d WHERE d.version_id = w.version_id AND d.purpose = w.purpose
        AND d.recipient_id = hub_organisation() OFFSET 0
    ) d
    WHERE d.state = 'delivered' AND d.kind IN ('content', 'follow_up');
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(versions) THEN
        RAISE EXCEPTION 'not a delivery that this organisation may open' USING ERRCODE = 'HB403';
    END IF;
    RETURN QUERY
    SELECT w.version_id, w.purpose, c.text
    FROM unnest(versions, purposes) AS w (version_id, purpose) CROSS JOIN LATERAL (
        SELECT * FROM notices_content c WHERE c.version_id = w.version_id OFFSET 0
    ) c;
END $$;
"""

# Per recipient: what it was shown and whether it has left. The channel by which it left would tell that an
# officer opened it: that is told only of others than authorities, or where the agreement grants it.
RECEIPTS = """
CREATE FUNCTION hub_receipts(wanted uuid)
RETURNS TABLE (recipient_id uuid, purpose text, n integer, kind text, basis text, state text, reason text,
               agreement_versions uuid[], elements jsonb, delivered_at timestamptz, opened boolean,
               acknowledged_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT d.recipient_id, d.purpose::text, d.n, d.kind::text, d.basis::text, d.state::text, d.reason::text,
           g.agreement_versions, g.elements,
           d.delivered_at,
           CASE WHEN o.kind <> 'authority' OR EXISTS (
               SELECT 1 FROM agreements_agreementversion a
               WHERE a.id = ANY(g.agreement_versions) AND a.receipts_opened
           ) THEN d.delivered_by = 'inbox' END,
           d.acknowledged_at
    FROM deliveries_delivery d
    JOIN organisations_organisation o ON o.id = d.recipient_id
    LEFT JOIN deliveries_grounds g ON g.id = d.grounds_id
    WHERE d.notice_id = wanted AND d.publisher_id = hub_organisation()
    ORDER BY d.n, o.name, d.purpose;
END $$;
"""

GRANTS = """
REVOKE ALL ON FUNCTION hub_lock_notices(uuid[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION hub_disclose(uuid[], text[], text[], text, uuid, uuid) FROM PUBLIC;
REVOKE ALL ON FUNCTION hub_receipts(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_lock_notices(uuid[]) TO hub_web, hub_pipeline;
GRANT EXECUTE ON FUNCTION hub_disclose(uuid[], text[], text[], text, uuid, uuid) TO hub_web;
GRANT EXECUTE ON FUNCTION hub_receipts(uuid) TO hub_web;
"""

DROP = """
DROP FUNCTION hub_receipts(uuid);
DROP FUNCTION hub_disclose(uuid[], text[], text[], text, uuid, uuid);
DROP FUNCTION hub_lock_notices(uuid[]);
"""

# Where everything stands, read in one statement and so from one snapshot. Counts only; the operator's alone.
OPERATIONS = """
CREATE FUNCTION hub_operations() RETURNS TABLE (name text, count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    current_stamp bigint := (SELECT value FROM organisations_factstamp WHERE id = 1);
BEGIN
    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
    SELECT 'accepted', count(*) FROM notices_routingwork
    UNION ALL SELECT 'unrouted', count(*) FROM notices_routingwork w WHERE w.state = 'pending'
    UNION ALL SELECT 'quarantined', count(*) FROM notices_routingwork w WHERE w.state = 'quarantined'
    UNION ALL SELECT 'available', count(*) FROM deliveries_delivery d WHERE d.state = 'available'
    UNION ALL SELECT 'delivered', count(*) FROM deliveries_delivery d WHERE d.state = 'delivered'
    UNION ALL SELECT 'withheld', count(*) FROM deliveries_delivery d WHERE d.state = 'withheld'
    UNION ALL SELECT 'closed', count(*) FROM deliveries_delivery d WHERE d.state = 'closed'
    UNION ALL SELECT 'deciding', count(*) FROM deliveries_delivery d
        WHERE d.state = 'withheld' AND (
            d.reason IN ('decided-again', 'replay-asked') OR (d.reason = 'suspended' AND d.stamp <> current_stamp)
        )
    UNION ALL SELECT 'backfilling', count(*) FROM agreements_agreementversion v
        WHERE v.back_fill_from IS NOT NULL AND v.proposed_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM deliveries_backfillpass p WHERE p.stamp = current_stamp
        )
    UNION ALL SELECT d.state::text, count(*) FROM webhooks_dispatch d
        WHERE d.state IN ('leased', 'due', 'retrying', 'dead', 'sent') GROUP BY d.state
    UNION ALL SELECT 'oldest_unrouted_seconds', coalesce(
        extract(epoch FROM now() - min(w.accepted_at))::bigint, 0
    ) FROM notices_routingwork w WHERE w.state = 'pending';
END $$;
REVOKE ALL ON FUNCTION hub_operations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_operations() TO hub_web;
"""

DROP_OPERATIONS = "DROP FUNCTION hub_operations();"

# A quarantined version is put back to work; only the operator may, and only what is quarantined.
REPROCESS = """
CREATE FUNCTION hub_reprocess(notice_number text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    changed integer;
BEGIN
    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;
    UPDATE notices_routingwork w SET state = 'pending', attempts = 0, due_at = now()
    FROM notices_notice n WHERE n.number = notice_number AND w.notice_id = n.id AND w.state = 'quarantined';
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;
REVOKE ALL ON FUNCTION hub_reprocess(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_reprocess(text) TO hub_web;
CREATE POLICY work_put_back ON notices_routingwork FOR UPDATE TO CURRENT_USER USING (true);
"""

DROP_REPROCESS = "DROP POLICY work_put_back ON notices_routingwork; DROP FUNCTION hub_reprocess(text);"

QUARANTINED = """
CREATE FUNCTION hub_quarantined() RETURNS TABLE (
    number text, n integer, publisher_id uuid, type text, accepted_at timestamptz, attempts smallint, fault text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
    SELECT n.number::text, w.n, w.publisher_id, n.type::text, w.accepted_at, w.attempts, w.fault
    FROM notices_routingwork w JOIN notices_notice n ON n.id = w.notice_id
    WHERE w.state = 'quarantined' ORDER BY w.accepted_at LIMIT 500;
END $$;
REVOKE ALL ON FUNCTION hub_quarantined() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_quarantined() TO hub_web;
"""

DROP_QUARANTINED = "DROP FUNCTION hub_quarantined();"
