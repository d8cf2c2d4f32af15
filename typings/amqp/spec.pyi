class Basic:
    Ack: tuple[int, int]
    Cancel: tuple[int, int]
    CancelOk: tuple[int, int]
    Consume: tuple[int, int]
    ConsumeOk: tuple[int, int]
    Deliver: tuple[int, int]
    Nack: tuple[int, int]
    Publish: tuple[int, int]
    Qos: tuple[int, int]
    QosOk: tuple[int, int]
    Reject: tuple[int, int]
    Return: tuple[int, int]

class Channel:
    Close: tuple[int, int]
    CloseOk: tuple[int, int]

class Connection:
    Close: tuple[int, int]
    CloseOk: tuple[int, int]
