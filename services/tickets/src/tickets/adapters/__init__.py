"""Whom tickets asks: identity about people, billing-docs about documents."""
