"""What makes a hundred thousand deliveries of the few that came through the pipeline, and what hangs on them."""

# Deliveries like those that came through the pipeline: positions go on, states and times are spread.
DELIVERIES = """
INSERT INTO deliveries_delivery (version_id, recipient_id, purpose, id, kind, basis, state, reason, grounds_id,
    notice_id, number, type, n, reference, publisher_id, key_kind, accepted_at, routed_at, decided_at, stamp,
    position, available_at, delivered_at, delivered_by, acknowledged_at)
SELECT uuidv7(make_interval(secs => -(%(many)s - g))), %(recipient)s, t.purpose, gen_random_uuid(), 'content',
    'agreement', CASE WHEN %(opened)s OR g %% 2 = 0 THEN 'delivered' ELSE 'available' END, '', t.grounds_id,
    gen_random_uuid(), %(prefix)s || lpad(g::text, 8, '0'), t.type, 1, '', t.publisher_id, 'ucr',
    now(), now(), now(), t.stamp, %(first)s + g, now() - make_interval(secs => %(many)s - g),
    CASE WHEN %(opened)s OR g %% 2 = 0 THEN now() END, CASE WHEN %(opened)s OR g %% 2 = 0 THEN 'inbox' ELSE '' END,
    CASE WHEN %(opened)s THEN now() END
FROM generate_series(1, %(many)s) g
JOIN pattern t ON t.place = g %% t.several"""
PATTERN = """
CREATE TEMPORARY TABLE pattern AS
SELECT *, row_number() OVER (ORDER BY position) - 1 AS place, count(*) OVER () AS several
FROM deliveries_delivery WHERE recipient_id = %s"""

# What each opened one was found to say: few offices, many voyages, goods and parties.
SHOWN = """
INSERT INTO deliveries_shown (version_id, recipient_id, purpose, notice_id, position, shown_under, readable_until,
    days_after_cancellation, terms, arrival_at, departure_at, awaits_houses)
SELECT d.version_id, d.recipient_id, d.purpose, d.notice_id, d.position, g.agreement_versions,
    now() + interval '300 days', NULL,
    ARRAY['office:NL' || lpad((d.position %% 37 * (d.position %% 3))::text, 6, '0'), 'mode:' || (d.position %% 4 + 1),
          'voyage:V' || d.position %% 2003, 'loading:P' || lpad((d.position %% 149)::text, 4, '0'),
          'hs:' || lpad((10 + d.position %% 89)::text, 2, '0'),
          'hs:' || lpad((10 + d.position %% 89)::text, 2, '0') || lpad((d.position %% 41)::text, 2, '0'),
          'hs:' || lpad((10 + d.position %% 89)::text, 2, '0') || lpad((d.position %% 41)::text, 2, '0')
                || lpad((d.position %% 97)::text, 2, '0'),
          'party:NL' || d.position %% 4999, 'party:CN' || d.position %% 9973]
    -- One in six names who files a house; nearly all houses have come.
    || CASE d.position %% 6
       WHEN 0 THEN ARRAY['houses:NAMED', 'house_due:M' || d.position || '|NL1|',
                         'house_named:M' || d.position || '|NL1']
       WHEN 2 THEN CASE WHEN d.position %% 500 > 2 THEN ARRAY['house_filed:M' || d.position - 2 || '|NL1|'] END
       END,
    now() + make_interval(mins => (d.position %% 43200)::int - 7200),
    now() + make_interval(mins => (d.position %% 28800)::int - 14400), d.position %% 6 = 0
FROM deliveries_delivery d JOIN deliveries_grounds g ON g.id = d.grounds_id
WHERE d.state = 'delivered' ON CONFLICT DO NOTHING"""
TERMS = """
INSERT INTO deliveries_shownterm (recipient_id, term, position)
SELECT recipient_id, unnest(terms), position FROM deliveries_shown ON CONFLICT DO NOTHING"""
SETTLED_HOUSES = """
UPDATE deliveries_shown m SET awaits_houses = false, houses_under = f.shown_under
FROM deliveries_shownterm t
JOIN deliveries_shown f ON f.recipient_id = t.recipient_id AND f.position = t.position
WHERE m.awaits_houses AND t.recipient_id = m.recipient_id AND t.term = 'house_filed:M' || m.position || '|NL1|'"""
# A search asks of each notice that it finds, whether it may be read now.
NOTICES = """
INSERT INTO notices_notice (id, number, publisher_id, type, reference, mrn, digest, key_kind, key_value,
    opened_by_amendment, current, accepted_at)
SELECT notice_id, number, publisher_id, type, number, '', '', key_kind, '', false, 1, accepted_at
FROM deliveries_delivery WHERE recipient_id = %(recipient)s ON CONFLICT DO NOTHING"""
KEYS = """
INSERT INTO notices_searchkey (version_id, kind, value, publisher_id, notice_id)
SELECT d.version_id, k.kind, k.kind || d.position, d.publisher_id, d.notice_id
FROM deliveries_delivery d, (VALUES ('ucr'), ('container'), ('transport_document')) AS k (kind)
ON CONFLICT DO NOTHING"""
CLAIMS = """
INSERT INTO worklist_claim (id, organisation_id, notice_id, person_id, given_by, valid_from)
SELECT gen_random_uuid(), recipient_id, notice_id, CASE WHEN position %% 5 = 0 THEN %(mine)s ELSE %(other)s END::uuid,
    NULL, now() FROM deliveries_delivery
WHERE recipient_id = %(recipient)s AND acknowledged_at IS NULL AND position %% 7 < 2 ON CONFLICT DO NOTHING"""
CASES = """
INSERT INTO review_case (id, kind, authority_id, addressee_id, informed, reference, reply_number, notice_id, number,
    n, purpose, opened_at, due_at, closed_by, outcome)
SELECT gen_random_uuid(), CASE WHEN position %% 3 = 0 THEN 'hold' ELSE 'information_request' END, recipient_id,
    publisher_id, '{}', 'C' || position, 'R' || position, notice_id, number, 1, purpose, now(),
    now() + make_interval(mins => (position %% 5000)::int - 800), '', ''
FROM deliveries_delivery WHERE recipient_id = %(recipient)s AND acknowledged_at IS NULL AND state = 'delivered'
AND position %% 50 = 0"""
SETTLED = (
    "deliveries_delivery", "deliveries_shown", "deliveries_shownterm", "notices_notice", "notices_searchkey",
    "worklist_claim", "review_case", "deliveries_grounds",
)  # fmt: skip
