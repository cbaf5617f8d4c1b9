"""The demonstration: a partnership on one machine, with real premises and invented everything else.

``people`` and ``story`` are what is told, ``layout`` makes the folder, ``running`` opens it.
"""
