SELECT count(*),
       count(*) FILTER (WHERE state = 'noted'),
       count(*) FILTER (WHERE state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened')),
       count(*) FILTER (WHERE state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened')
                              AND due_on < %(day)s),
       count(*) FILTER (WHERE state = 'close_requested'),
       count(*) FILTER (WHERE state = 'closed'),
       count(*) FILTER (WHERE state = 'closed' AND closed_on >= date_trunc('year', %(day)s::date))
  FROM matters_matter
 WHERE tenant_id = %(tenant)s
   AND (NOT %(open)s OR state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened'));
SELECT kind, count(*)
  FROM matters_matter
 WHERE tenant_id = %(tenant)s AND state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened')
 GROUP BY kind;
SELECT m.id, m.title, m.kind, m.state, m.person_name, m.standard, m.due_on, m.first_due_on, m.source_text, m.effect,
       u.name, r.name
  FROM matters_matter AS m
  JOIN orgs_unit AS u ON u.id = m.unit_id
  LEFT JOIN orgs_unit AS r ON r.id = m.reviewer_unit_id
 WHERE m.tenant_id = %(tenant)s
   AND (NOT %(open)s OR m.state IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened'))
 ORDER BY m.state NOT IN ('published', 'in_progress', 'close_requested', 'sent_back', 'reopened'),
          m.state <> 'noted', m.due_on, m.noted_on DESC, m.id DESC
 LIMIT 50
