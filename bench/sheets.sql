WITH branches AS (
    SELECT id, has_committee FROM orgs_unit
    WHERE tenant_id = %(tenant)s AND kind IN ('branch', 'joint_branch', 'temporary_branch', 'floating_branch')
      AND (founded_on IS NULL OR founded_on <= %(start)s) AND (dissolved_on IS NULL OR dissolved_on > %(end)s)
), owners AS (
    SELECT id AS unit_id, id AS branch_id FROM branches
    UNION ALL
    SELECT l.descendant_id, l.ancestor_id FROM orgs_unitlink l
    JOIN orgs_unit u ON u.id = l.descendant_id AND u.kind = 'group'
    WHERE l.tenant_id = %(tenant)s AND l.depth > 0 AND l.since <= %(end)s AND l.until > %(end)s
), counted AS (
    SELECT o.branch_id, f.kind, count(DISTINCT date_trunc('month', f."on")) AS months, sum(f.amount) AS total
    FROM facts_fact f JOIN owners o USING (unit_id)
    WHERE f.tenant_id = %(tenant)s AND f."on" BETWEEN %(start)s AND %(end)s
    GROUP BY o.branch_id, f.kind
), late AS (
    SELECT o.branch_id, count(*) AS open FROM matters_matter m JOIN owners o USING (unit_id)
    WHERE m.tenant_id = %(tenant)s AND m.due_on BETWEEN %(start)s AND %(end)s
      AND m.state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened')
    GROUP BY o.branch_id
), rolls AS (
    SELECT o.branch_id, sum(a.present_count) AS present, sum(a.expected_count - a.excused_count) AS expected
    FROM activities_activity a JOIN owners o USING (unit_id)
    WHERE a.tenant_id = %(tenant)s AND a.state = 'archived' AND a."on" BETWEEN %(start)s AND %(end)s
    GROUP BY o.branch_id
), posts AS (
    SELECT DISTINCT unit_id FROM people_post
    WHERE tenant_id = %(tenant)s AND title = 'secretary' AND since <= %(end)s AND until > %(end)s
), terms AS (
    SELECT unit_id, max(ends_on) AS ends_on FROM orgs_term WHERE tenant_id = %(tenant)s GROUP BY unit_id
)
SELECT b.id,
    max(c.total) FILTER (WHERE c.kind = 101) AS general_meetings,
    max(c.months) FILTER (WHERE c.kind = 103) AS committee_meetings,
    max(c.total) FILTER (WHERE c.kind = 105) AS group_meetings,
    max(c.months) FILTER (WHERE c.kind = 106) AS theme_days,
    max(c.total) FILTER (WHERE c.kind = 107) AS lectures,
    max(c.total) FILTER (WHERE c.kind = 201) AS closed_on_time,
    max(c.total) FILTER (WHERE c.kind = 202) AS closed_late,
    max(c.total) FILTER (WHERE c.kind = 203) AS reopened,
    max(c.total) FILTER (WHERE c.kind = 204) AS held,
    max(c.total) FILTER (WHERE c.kind = 302) AS findings,
    max(l.open) AS still_open, max(r.present) AS present, max(r.expected) AS expected,
    max(p.unit_id) AS secretary, max(t.ends_on) AS term_ends
FROM branches b
LEFT JOIN counted c ON c.branch_id = b.id
LEFT JOIN late l ON l.branch_id = b.id
LEFT JOIN rolls r ON r.branch_id = b.id
LEFT JOIN posts p ON p.unit_id = b.id
LEFT JOIN terms t ON t.unit_id = b.id
GROUP BY b.id
