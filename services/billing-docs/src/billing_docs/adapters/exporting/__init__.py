"""The making of exports: ZIP files that prove themselves, with what checks them offline."""
