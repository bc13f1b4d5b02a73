"""Which houses a publisher's own master filings name, and whether each has come: due or received, nothing else.

SECURITY DEFINER, since a master filer may not read the house filings. It learns of one only what two have said: it
named the party that files, and that party's filing names it in turn, as carrier, declarant or representative. So
nobody finds out whether somebody else has filed by naming it. Cancelled filings and earlier versions count for
nothing.
"""

HOUSES = """
CREATE FUNCTION hub_houses(wanted uuid[])
RETURNS TABLE (notice_id uuid, document text, filer text, issued text, received boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    mine text[] := ARRAY(
        SELECT i.value FROM organisations_identifier i WHERE i.organisation_id = hub_organisation()
        AND i.valid_from <= now() AND (i.valid_until IS NULL OR i.valid_until > now())
    );
BEGIN
    RETURN QUERY
    WITH masters AS MATERIALIZED (
        SELECT n.id, CASE WHEN position('"supplementary_declarants"' IN c.text) > 0 THEN c.text::jsonb END AS said
        FROM notices_notice n
        JOIN notices_routingwork w ON w.notice_id = n.id AND w.n = n.current
        JOIN notices_content c ON c.version_id = w.version_id
        WHERE n.id = ANY(wanted) AND n.publisher_id = hub_organisation() AND n.cancelled_at IS NULL
    ),
    named AS MATERIALIZED (
        SELECT DISTINCT m.id, m.said #>> '{master_document,number}' AS document,
               upper(btrim(one.filer ->> 'identifier')) AS filer,
               coalesce(m.said #>> '{master_document,issue_date}', '') AS issued
        FROM masters m CROSS JOIN LATERAL jsonb_array_elements(m.said -> 'supplementary_declarants') AS one (filer)
        WHERE m.said #>> '{master_document,number}' IS NOT NULL
    )
    SELECT named.id, named.document, named.filer, named.issued, EXISTS (
        SELECT 1 FROM notices_searchkey k
        JOIN notices_notice h ON h.id = k.notice_id AND h.id <> named.id AND h.cancelled_at IS NULL
        JOIN notices_routingwork w ON w.version_id = k.version_id AND w.n = h.current
        JOIN notices_content t ON t.version_id = k.version_id
        CROSS JOIN LATERAL (SELECT t.text::jsonb AS said) AS x
        WHERE k.kind = 'transport_document' AND k.value IN (named.document, upper(btrim(named.document)))
        AND h.type = 'advance_cargo'
        AND upper(btrim(x.said #>> '{master_document,number}')) = upper(btrim(named.document))
        AND coalesce(nullif(named.issued, ''), x.said #>> '{master_document,issue_date}', '')
            = coalesce(x.said #>> '{master_document,issue_date}', named.issued)
        AND (
            named.filer IN (
                upper(btrim(x.said #>> '{declarant,identifier}')),
                upper(btrim(x.said #>> '{representative,identifier}'))
            )
            OR EXISTS (
                SELECT 1 FROM organisations_identifier i
                WHERE i.organisation_id = h.publisher_id AND i.scheme = 'eori' AND i.value = named.filer
                AND i.valid_from <= now() AND (i.valid_until IS NULL OR i.valid_until > now())
            )
        )
        AND (
            h.publisher_id = hub_organisation()
            OR x.said #>> '{carrier,identifier}' = ANY(mine)
            OR x.said #>> '{declarant,identifier}' = ANY(mine)
            OR x.said #>> '{representative,identifier}' = ANY(mine)
        )
    )
    FROM named ORDER BY named.id, named.document, named.filer;
END $$;
REVOKE ALL ON FUNCTION hub_houses(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_houses(uuid[]) TO hub_web;
"""

DROP_HOUSES = "DROP FUNCTION hub_houses(uuid[]);"
