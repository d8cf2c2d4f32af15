"""FTP access to customers' systems."""
