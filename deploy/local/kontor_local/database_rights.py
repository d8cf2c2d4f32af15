"""What the two roles of a service may do in its database, as statements of a superuser.

Names go into statements as they are: whoever calls makes sure that they are names.
"""

from __future__ import annotations


def role_statement(role: str, *, exists: bool = False) -> str:
    """Return the statement that makes a role, or puts it right; its PASSWORD is to be added."""
    verb = "ALTER" if exists else "CREATE"
    return f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"


def database_statements(database: str, service: str) -> tuple[str, ...]:
    """Return what lets a service alone into its database, whose owner is `<service>_owner`."""
    return (
        f"REVOKE CONNECT, TEMPORARY ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {service}_app",
    )


def schema_statements(service: str) -> tuple[str, ...]:
    """Return what is to be run inside the database: tables of the owner, rows of the other role."""
    owner, application = f"{service}_owner", f"{service}_app"
    defaults = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    return (
        # Up to PostgreSQL 14 everybody may create tables in public.
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"ALTER SCHEMA public OWNER TO {owner}",
        f"GRANT USAGE ON SCHEMA public TO {application}",
        f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {application}",
        f"{defaults} GRANT USAGE, SELECT ON SEQUENCES TO {application}",
    )
