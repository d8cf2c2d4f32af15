"""Lists that people send in as CSV or as a workbook."""
