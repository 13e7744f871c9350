"""How Leitu looks and how a page behaves: components, page classes, error pages, headers. Knows no business."""
