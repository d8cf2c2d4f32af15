"""Lists, searches, alarms and queues at ten thousand, a hundred thousand and a million rows."""
