"""Every metric once: catalogue, collector, endpoint."""
