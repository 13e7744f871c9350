INSERT INTO matters_matter (tenant_id, unit_id, kind, title, state, person_name, standard, due_on, first_due_on,
                            reviewer_unit_id, weight, minutes, asked_reason, source_kind, source_key, source_text,
                            norm_code, noted_on, noted_by, noted_by_label, closed_on, effect, times_reopened,
                            stages_told, is_key, version)
SELECT %(tenant)s, u.id, (ARRAY['problem', 'task', 'rectification', 'responsibility'])[1 + n %% 4],
       (ARRAY['会议记录不完整', '党费未按月交纳', '学习资料不全', '活动场所灯坏', '流动党员没有联系', '台账没有签字',
              '主题党日人数不足', '谈心谈话没有开展', '党员信息有错', '老党员无人走访', '发展对象材料缺失', '制度没有上墙'])
           [1 + (n * 7 + u.id) %% 12] || '（' || (n + u.id) %% 97 || '）',
       CASE WHEN n %% 10 < 8 THEN 'closed' ELSE (ARRAY['published', 'in_progress', 'close_requested', 'noted'])[1 + n / 10 %% 4] END,
       '', '有记录、有成效', d.due, d.due, COALESCE(u.parent_id, %(root)s), 1, 0, '', '', '', '', '',
       d.due - 30, 0, 'bench', CASE WHEN n %% 10 < 8 THEN d.due - 3 END,
       CASE WHEN n %% 10 < 8 THEN '已经办好' ELSE '' END, 0, 0, false, 1
  FROM orgs_unit AS u
 CROSS JOIN generate_series(1, %(each)s) AS n
 CROSS JOIN LATERAL (SELECT (%(day)s::date - (n * 29 + u.id %% 50)::int + 90) AS due) AS d
 WHERE u.tenant_id = %(tenant)s
 ORDER BY n DESC;
INSERT INTO matters_step (tenant_id, matter_id, unit_id, kind, "on", at, by, by_label, text, due_on, data)
SELECT tenant_id, id, unit_id, k.kind, noted_on, now(), 0, 'bench', standard, due_on, '{}'
  FROM matters_matter
 CROSS JOIN (VALUES ('published'), ('closed')) AS k (kind)
 WHERE tenant_id = %(tenant)s AND noted_by_label = 'bench' AND (k.kind = 'published' OR state = 'closed')
