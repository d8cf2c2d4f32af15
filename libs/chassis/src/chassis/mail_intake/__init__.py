"""Ways in for mails: a listener to which a relay hands them over, and a mailbox read over IMAP."""
