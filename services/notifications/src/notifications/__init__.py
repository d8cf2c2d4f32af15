"""Every message the product sends, surely and once.

Other services say who is to be told what (`notice_requested`); this one decides how.
`queue_message` writes the message down, `send_due_messages` hands it to the mail server and records
what the server said, `recover_abandoned_messages` takes up what a killed sender left behind.
"""
