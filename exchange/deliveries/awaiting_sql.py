"""A newer version or cancellation has the master filings await their houses again that an earlier version told of.

First the rows of what was shown of the notice are locked: whoever is writing that a house is known holds them until
its commit (``awaiting``), and only a statement begun after that sees what it wrote.
"""

AWAIT_AGAIN = """
CREATE FUNCTION hub_await_houses() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    named text[];
BEGIN
    PERFORM 1 FROM deliveries_delivery d
    JOIN deliveries_shown s ON s.version_id = d.version_id AND s.recipient_id = d.recipient_id
        AND s.purpose = d.purpose
    WHERE d.notice_id = NEW.notice_id AND d.recipient_id = NEW.recipient_id
    FOR UPDATE OF s;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(DISTINCT 'house_named:' || regexp_replace(substr(t.term, 13), '[|][^|]*$', '')) INTO named
    FROM deliveries_delivery d
    JOIN deliveries_shown s ON s.version_id = d.version_id AND s.recipient_id = d.recipient_id
        AND s.purpose = d.purpose
    CROSS JOIN LATERAL unnest(s.terms) AS t (term)
    WHERE d.notice_id = NEW.notice_id AND d.recipient_id = NEW.recipient_id
    AND starts_with(t.term, 'house_filed:');
    UPDATE deliveries_shown m SET awaits_houses = true, houses_until = NULL, houses_under = NULL
    FROM deliveries_shownterm t
    WHERE t.recipient_id = NEW.recipient_id AND t.term = ANY(named)
    AND m.recipient_id = NEW.recipient_id AND m.position = t.position AND NOT m.awaits_houses;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_awaits_houses AFTER INSERT ON deliveries_delivery FOR EACH ROW WHEN (NEW.n > 1)
EXECUTE FUNCTION hub_await_houses();
"""
DROP_AWAIT_AGAIN = """
DROP TRIGGER delivery_awaits_houses ON deliveries_delivery;
DROP FUNCTION hub_await_houses();
"""
# What was written down before: all of it awaits, until its houses are looked at.
WRITTEN_BEFORE = """
ALTER TABLE deliveries_shown NO FORCE ROW LEVEL SECURITY;
ALTER TABLE deliveries_shownterm NO FORCE ROW LEVEL SECURITY;
WITH awaiting AS (
    UPDATE deliveries_shown SET awaits_houses = true, terms = terms || ARRAY(
        SELECT DISTINCT 'house_named:' || regexp_replace(substr(due.term, 11), '[|][^|]*$', '')
        FROM unnest(terms) AS due (term) WHERE starts_with(due.term, 'house_due:')
    )
    WHERE 'houses:NAMED' = ANY(terms) RETURNING recipient_id, position, terms
)
INSERT INTO deliveries_shownterm (recipient_id, term, position)
SELECT recipient_id, unnest(terms), position FROM awaiting ON CONFLICT DO NOTHING;
ALTER TABLE deliveries_shown FORCE ROW LEVEL SECURITY;
ALTER TABLE deliveries_shownterm FORCE ROW LEVEL SECURITY;
"""
