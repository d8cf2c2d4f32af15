"""What customers may use, have booked, own and can learn.

`list_packages` shows what is on offer; `list_entitlements` what an organisation may use now;
`receive_contract` learns for how long.
"""
