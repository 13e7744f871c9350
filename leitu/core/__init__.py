"""What every floor may use: time, periods, text, crypto, errors, tabular input. Knows no business."""
