"""The function through which *explain* reads what it decides on. Nothing of the content is shown to the asker.

SECURITY DEFINER, since the web login has no SELECT on content. It judges for itself who is asking.
"""

# ``capacities`` are those that the asker's permissions allow; which of them it has, the notice and its
# deliveries say. No row for anybody else, so that a notice of others and one that is not there look alike.
# Others than the publisher stand in the register before the content is read.
EXPLAIN = """
CREATE FUNCTION hub_explain(
    wanted text, asked integer, recipient uuid, capacities text[], person uuid, client uuid
) RETURNS TABLE (
    notice_id uuid, publisher_id uuid, type text, n integer, kind text, accepted_at timestamptz,
    first_accepted_at timestamptz, replaced_at timestamptz, cancelled_at timestamptz, text text,
    held_purposes text[], held_n integer[], held_since timestamptz[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me CONSTANT uuid := hub_organisation();
    about notices_notice;
    version notices_noticeversion;
    capacity text;
BEGIN
    SELECT * INTO about FROM notices_notice x WHERE x.number = wanted;
    capacity := CASE
        WHEN 'publisher' = ANY(capacities) AND about.publisher_id = me THEN 'publisher'
        WHEN 'operator' = ANY(capacities) AND hub_is_operator() THEN 'operator'
        WHEN 'holder' = ANY(capacities) AND recipient = me AND EXISTS (
            SELECT 1 FROM deliveries_delivery d
            WHERE d.notice_id = about.id AND d.recipient_id = me AND d.kind IN ('content', 'follow_up')
            AND d.delivered_at IS NOT NULL
        ) THEN 'holder'
    END;
    SELECT v.* INTO version FROM notices_noticeversion v
    WHERE v.notice_id = about.id AND capacity IS NOT NULL AND (asked IS NULL OR v.n = asked)
    AND EXISTS (SELECT 1 FROM notices_content c WHERE c.version_id = v.id)
    AND (capacity <> 'holder' OR EXISTS (
        SELECT 1 FROM deliveries_delivery d WHERE d.version_id = v.id AND d.recipient_id = me
    ))
    ORDER BY v.n DESC LIMIT 1;
    IF version.id IS NULL THEN
        RETURN;
    END IF;
    IF capacity <> 'publisher' THEN
        INSERT INTO disclosures_disclosure (id, at, organisation_id, person, client, channel, purpose, notice_id,
                                            version_id, publisher_id, agreement_versions)
        VALUES (gen_random_uuid(), now(), me, hub_explain.person, hub_explain.client, 'explain', '', about.id,
                version.id, about.publisher_id, '{}');
    END IF;
    SELECT array_agg(d.purpose::text), array_agg(d.n), array_agg(d.delivered_at)
    INTO held_purposes, held_n, held_since
    FROM deliveries_delivery d
    WHERE d.notice_id = about.id AND d.recipient_id = recipient AND d.basis = 'agreement'
    AND d.kind IN ('content', 'follow_up') AND d.delivered_at IS NOT NULL;
    RETURN QUERY
    SELECT about.id, about.publisher_id, about.type::text, version.n, version.kind::text, version.accepted_at,
           about.accepted_at, (
               SELECT min(v.accepted_at) FROM notices_noticeversion v
               WHERE v.notice_id = about.id AND v.n > version.n AND v.kind <> 'cancellation'
           ), about.cancelled_at, c.text, held_purposes, held_n, held_since
    FROM notices_content c WHERE c.version_id = version.id;
END $$;
REVOKE ALL ON FUNCTION hub_explain(text, integer, uuid, text[], uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_explain(text, integer, uuid, text[], uuid, uuid) TO hub_web;
"""

DROP_EXPLAIN = "DROP FUNCTION hub_explain(text, integer, uuid, text[], uuid, uuid);"
