"""The demonstration campus: invented people whose dates follow the day it is made, the same on every run.

Nobody here is real; addresses end in names that are reserved and never deliver (`.example`, `example.org`).
"""
