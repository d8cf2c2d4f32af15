"""Tries e-invoices against the published rules, as compiled by their authors (Schematron)."""

from billing_docs.adapters.rules.rule_book import RuleBook

__all__ = ["RuleBook"]
