"""The functions through which the web login reaches what row-level security keeps from it."""

# A publisher reads back its own content; nobody else's comes out of this one.
OWN_CONTENT = """
CREATE FUNCTION hub_own_content(wanted uuid[]) RETURNS TABLE (version_id uuid, text text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.version_id, c.text FROM notices_content c
    WHERE c.version_id = ANY(wanted) AND c.publisher_id = hub_organisation()
$$;
REVOKE ALL ON FUNCTION hub_own_content(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_own_content(uuid[]) TO hub_web;
"""

DROP_OWN_CONTENT = "DROP FUNCTION hub_own_content(uuid[]);"
