"""A partner's customers and prospects: its business."""
