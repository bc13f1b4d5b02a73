"""How much rests on an agreement, for whoever is about to stop it.

SECURITY DEFINER, since a publisher may not read its recipients' deliveries. It counts what the acting organisation
published or receives itself: figures about others' traffic are nobody else's business, whoever signs.
"""


def _reach(parameters: str, types: str, which: str) -> str:
    return f"""
CREATE FUNCTION hub_reach({parameters})
RETURNS TABLE (published boolean, recipient_id uuid, state text, alone boolean, count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    versions uuid[] := (SELECT array_agg(v.id) FROM agreements_agreementversion v WHERE {which});
BEGIN
    RETURN QUERY
    SELECT d.publisher_id = hub_organisation(), d.recipient_id, d.state::text, g.agreement_versions <@ versions,
           count(*)
    FROM deliveries_grounds g
    JOIN deliveries_delivery d ON d.recipient_id = g.recipient_id AND d.grounds_id = g.id
    WHERE g.agreement_versions && versions AND d.kind IN ('content', 'follow_up')
    AND (d.publisher_id = hub_organisation() OR d.recipient_id = hub_organisation())
    GROUP BY 1, 2, 3, 4;
END $$;
REVOKE ALL ON FUNCTION hub_reach({types}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_reach({types}) TO hub_web;
"""


_ALL = "v.agreement_id = hub_reach.agreement"
REACH = _reach("agreement uuid", "uuid", _ALL)
DROP_REACH = "DROP FUNCTION hub_reach(uuid);"

# One version alone, too: that is all that leaving touches.
_ONE = f"{_ALL} AND v.id = coalesce(hub_reach.version, v.id)"
REACH_OF_VERSION = DROP_REACH + _reach("agreement uuid, version uuid", "uuid, uuid", _ONE)
DROP_REACH_OF_VERSION = f"DROP FUNCTION hub_reach(uuid, uuid);{REACH}"
