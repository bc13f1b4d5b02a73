"""The functions that count what a weighty act would stop. SECURITY DEFINER: they judge who is asking."""

# Before a member is suspended or removed. The operator's alone: counts, and nothing else.
MEMBER = """
CREATE FUNCTION hub_member_stops(member uuid)
RETURNS TABLE (deliveries_to bigint, deliveries_from bigint, clients bigint, endpoints bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT
        (SELECT count(*) FROM deliveries_delivery d WHERE d.recipient_id = member AND d.state = 'available'),
        (SELECT count(*) FROM notices_notice n JOIN deliveries_delivery d ON d.notice_id = n.id
          WHERE n.publisher_id = member AND d.state = 'available'),
        (SELECT count(*) FROM access_client c WHERE c.organisation_id = member AND c.ended_at IS NULL),
        (SELECT count(*) FROM webhooks_endpoint e WHERE e.organisation_id = member AND e.state = 'active');
END $$;
REVOKE ALL ON FUNCTION hub_member_stops(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_member_stops(uuid) TO hub_web;
"""
DROP_MEMBER = "DROP FUNCTION hub_member_stops(uuid);"

# Before standing is suspended or revoked: what waits for its holder under agreements that the authority may
# read itself. To whoever granted it nothing, it says nothing.
STANDING = """
CREATE FUNCTION hub_standing_stops(holder uuid, versions uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM deliveries_delivery d JOIN deliveries_grounds g ON g.id = d.grounds_id
     WHERE d.recipient_id = holder AND d.state = 'available'
       AND g.agreement_versions && ARRAY(
           SELECT v FROM unnest(versions) AS v WHERE v IN (SELECT agreements_readable_versions()))
       AND EXISTS (
           SELECT 1 FROM accreditation_standing s
            WHERE s.holder_id = holder AND s.granted_by_id = hub_organisation())
$$;
REVOKE ALL ON FUNCTION hub_standing_stops(uuid, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_standing_stops(uuid, uuid[]) TO hub_web;
"""
DROP_STANDING = "DROP FUNCTION hub_standing_stops(uuid, uuid[]);"
