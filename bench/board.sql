-- The numbers of a dashboard as somebody would write them by hand: duties of the national norms at and below one unit,
-- by child, norm and state, for the year so far and for the present periods. Parameters: tenant, unit, day, since.
WITH norm (code, kind, months, owed, with_committee, lead) AS (VALUES
    ('general-meeting', %(general_meeting)s, 3, 'branches', false, 7),
    ('committee-meeting', %(committee_meeting)s, 1, 'branches', true, 7),
    ('group-meeting', %(group_meeting)s, 1, 'group', false, 7),
    ('theme-day', %(theme_day)s, 1, 'branches', false, 7),
    ('organisational-life-meeting', %(life_meeting)s, 12, 'branches', false, 31),
    ('lecture', %(lecture)s, 3, 'branches', false, 7)
),
period AS (
    SELECT n.code, n.kind, n.months, n.owed, n.with_committee, n.lead, first::date AS first,
           (first + make_interval(months => n.months) - interval '1 day')::date AS last
    FROM norm n
    CROSS JOIN LATERAL generate_series(
        date_trunc('year', %(day)s::date), %(day)s::date, make_interval(months => n.months)
    ) AS first
    WHERE first::date >= %(owed_since)s
      AND (first + make_interval(months => n.months) - interval '1 day')::date >= %(since)s
),
done AS (
    SELECT p.code, p.first, f.unit_id, sum(f.amount) AS total
    FROM period p
    JOIN facts_fact f ON f.tenant_id = %(tenant)s AND f.kind = p.kind AND f."on" BETWEEN p.first AND least(p.last, %(day)s)
    GROUP BY p.code, p.first, f.unit_id
),
below AS (
    SELECT descendant_id AS unit_id, since, until FROM orgs_unitlink
    WHERE tenant_id = %(tenant)s AND ancestor_id = %(unit)s
),
child AS (
    SELECT l.descendant_id AS unit_id, l.ancestor_id AS child, l.since, l.until
    FROM orgs_unitlink l
    JOIN orgs_unitlink c ON c.descendant_id = l.ancestor_id AND c.ancestor_id = %(unit)s AND c.depth = 1
        AND c.tenant_id = %(tenant)s AND c.since <= %(day)s AND c.until > %(day)s
    WHERE l.tenant_id = %(tenant)s
),
kind_then AS (
    SELECT s.unit_id, s.since, s.until, s.kind FROM orgs_unitstate s
    JOIN orgs_unit u ON u.id = s.unit_id AND u.kind <> s.kind
    WHERE s.tenant_id = %(tenant)s
),
unit AS (
    SELECT id, kind, sector, founded_on, dissolved_on, has_committee FROM orgs_unit WHERE tenant_id = %(tenant)s
),
month AS (SELECT DISTINCT first FROM period WHERE with_committee),
suspended AS (
    SELECT membership_id, since, until FROM people_suspension WHERE tenant_id = %(tenant)s
),
by_size AS (
    SELECT m.first, s.unit_id
    FROM month m
    JOIN people_membership s ON s.tenant_id = %(tenant)s AND s.since <= m.first AND s.until > m.first
        AND s.full_on <= m.first
    JOIN unit u ON u.id = s.unit_id AND u.has_committee IS NULL
    WHERE NOT EXISTS (
        SELECT 1 FROM suspended x WHERE x.membership_id = s.id AND x.since <= m.first AND x.until > m.first
    )
    GROUP BY m.first, s.unit_id HAVING count(*) >= 7
),
by_post AS (
    SELECT DISTINCT m.first, p.unit_id
    FROM month m
    JOIN people_post p ON p.tenant_id = %(tenant)s AND p.since <= m.first AND p.until > m.first AND p.title IN (
        'organisation_officer', 'publicity_officer', 'discipline_officer', 'outreach_officer', 'committee_member'
    )
),
owed AS (
    SELECT p.code, p.first, p.last, p.lead, u.id AS unit_id
    FROM period p
    JOIN unit u ON (u.founded_on IS NULL OR u.founded_on <= p.first)
        AND (u.dissolved_on IS NULL OR u.dissolved_on > p.last)
    LEFT JOIN kind_then k ON k.unit_id = u.id AND k.since <= p.first AND k.until > p.first
    WHERE CASE p.owed
        WHEN 'group' THEN coalesce(k.kind, u.kind) = 'group'
        ELSE coalesce(k.kind, u.kind) IN ('branch', 'joint_branch', 'temporary_branch', 'floating_branch')
    END
    AND (
        NOT p.with_committee
        OR u.has_committee
        OR u.has_committee IS NULL AND (
            (p.first, u.id) IN (SELECT first, unit_id FROM by_size)
            OR (p.first, u.id) IN (SELECT first, unit_id FROM by_post)
        )
    )
),
waived AS (
    SELECT unit_id, norm_code, period_start FROM norms_waiver
    WHERE tenant_id = %(tenant)s AND withdrawn_at IS NULL
),
counted AS (
    SELECT o.unit_id, o.code, o.last AS tree_day, o.last >= %(day)s AS now,
        CASE
            WHEN d.total >= 1 THEN 'met'
            WHEN w.unit_id IS NOT NULL THEN 'waived'
            WHEN %(day)s > o.last THEN 'overdue'
            WHEN %(day)s >= o.last - o.lead THEN 'due_soon'
            ELSE 'upcoming'
        END AS state
    FROM owed o
    LEFT JOIN done d ON d.code = o.code AND d.first = o.first AND d.unit_id = o.unit_id
    LEFT JOIN waived w ON w.unit_id = o.unit_id AND w.norm_code = o.code AND w.period_start = o.first
),
here AS (
    SELECT * FROM unit WHERE (founded_on IS NULL OR founded_on <= %(day)s)
        AND (dissolved_on IS NULL OR dissolved_on > %(day)s)
),
term AS (
    SELECT t.unit_id, t.ends_on, coalesce(t.starts_on, (t.ends_on - make_interval(years => CASE
            WHEN u.kind = 'committee' OR u.sector IN ('village', 'community') THEN 5 ELSE 3
        END) + interval '1 day')::date) AS starts_on
    FROM orgs_term t JOIN here u ON u.id = t.unit_id
    WHERE t.tenant_id = %(tenant)s AND u.kind IN ('branch', 'joint_branch', 'floating_branch', 'general_branch', 'committee')
),
known_term AS (
    SELECT *, lead(ends_on) OVER (PARTITION BY unit_id ORDER BY ends_on) AS next_end FROM term WHERE starts_on <= %(day)s
),
size AS (
    SELECT s.unit_id, count(*) AS everybody, count(*) FILTER (WHERE s.full_on <= %(day)s) AS full_members
    FROM people_membership s
    WHERE s.tenant_id = %(tenant)s AND s.since <= %(day)s AND s.until > %(day)s AND NOT EXISTS (
        SELECT 1 FROM suspended x WHERE x.membership_id = s.id AND x.since <= %(day)s AND x.until > %(day)s
    )
    GROUP BY s.unit_id
),
secretary AS (
    SELECT unit_id, bool_or(since <= %(day)s AND until > %(day)s) AS held,
        max(until) FILTER (WHERE until <= %(day)s) AS gone
    FROM people_post WHERE tenant_id = %(tenant)s AND title = 'secretary' GROUP BY unit_id
),
condition AS (
    SELECT unit_id, 'election' AS code, starts_on AS first, next_end IS NULL AS now,
        CASE
            WHEN next_end IS NOT NULL THEN 'met'
            WHEN %(day)s > ends_on THEN 'overdue'
            WHEN %(day)s >= (ends_on - interval '6 months')::date THEN 'due_soon'
            ELSE 'upcoming'
        END AS state
    FROM known_term WHERE next_end IS NULL OR ends_on BETWEEN %(since)s AND %(day)s
    UNION ALL
    SELECT u.id, 'branch-size', date_trunc('month', %(day)s::date)::date, true,
        CASE WHEN coalesce(z.full_members, 0) >= 3 THEN 'met' ELSE 'due_soon' END
    FROM here u LEFT JOIN size z ON z.unit_id = u.id WHERE u.kind IN ('branch', 'joint_branch')
        AND (u.founded_on IS NULL OR u.founded_on <= date_trunc('month', %(day)s::date))
        AND (u.dissolved_on IS NULL OR u.dissolved_on > date_trunc('month', %(day)s::date) + interval '1 month - 1 day')
    UNION ALL
    SELECT u.id, 'branch-size-limit', date_trunc('month', %(day)s::date)::date, true,
        CASE WHEN coalesce(z.everybody, 0) <= 50 THEN 'met' ELSE 'due_soon' END
    FROM here u LEFT JOIN size z ON z.unit_id = u.id WHERE u.kind IN ('branch', 'joint_branch')
        AND (u.founded_on IS NULL OR u.founded_on <= date_trunc('month', %(day)s::date))
        AND (u.dissolved_on IS NULL OR u.dissolved_on > date_trunc('month', %(day)s::date) + interval '1 month - 1 day')
    UNION ALL
    SELECT u.id, 'post-vacancy',
        CASE WHEN s.held OR s.gone IS NULL THEN date_trunc('month', %(day)s::date)::date ELSE s.gone END, true,
        CASE
            WHEN s.held THEN 'met'
            WHEN s.gone IS NOT NULL AND %(day)s > (s.gone + interval '3 months')::date THEN 'overdue'
            ELSE 'due_soon'
        END
    FROM here u LEFT JOIN secretary s ON s.unit_id = u.id WHERE u.kind <> 'group'
),
answer AS (
    SELECT unit_id, code, least(tree_day, %(day)s) AS tree_day, now, state FROM counted
    UNION ALL
    SELECT c.unit_id, c.code, %(day)s, c.now, CASE WHEN c.state <> 'met' AND w.unit_id IS NOT NULL THEN 'waived' ELSE c.state END
    FROM condition c
    LEFT JOIN waived w ON w.unit_id = c.unit_id AND w.norm_code = c.code AND w.period_start = c.first
)
SELECT coalesce(c.child, %(unit)s) AS child, a.now, a.state, count(*) AS number
FROM answer a
JOIN below b ON b.unit_id = a.unit_id AND b.since <= a.tree_day AND b.until > a.tree_day
LEFT JOIN child c ON c.unit_id = a.unit_id AND c.since <= a.tree_day AND c.until > a.tree_day
GROUP BY 1, 2, 3
