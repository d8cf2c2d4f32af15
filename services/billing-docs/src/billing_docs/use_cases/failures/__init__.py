"""Documents whose mails reached nobody: seen, told, settled, printed at last."""
