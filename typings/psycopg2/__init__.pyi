from psycopg2 import extensions as extensions
