"""The commands of `crew` beyond those that run one, a group a module.

Thin on purpose: each imports what it needs when it is called, so that `crew --help` is quick.
"""
