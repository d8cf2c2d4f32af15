"""What Kontor's services say to each other: types, errors and a sample of each message.

One module per speaker: `inbound` and `outbound` are the product's words to and from other systems
(CloudEvents 1.0 data), `events` is what services announce to each other, and one module per service
holds the requests and answers of its RPC methods. There is no behaviour here beyond the shape of
the messages; additive evolution only (docs/adr/0005).
"""
