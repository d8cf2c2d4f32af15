"""Post and Archive: lists, filing, reading, links, and the space used."""
