"""Functions of contexts."""

from __future__ import annotations

from engine.expressions.budget import Failure, Run
from engine.expressions.builtins.signature import builtin, metered
from engine.expressions.values import Value

Context = dict[str, Value]


@builtin("get value(m: context, key: string)")
def get_value(context: Context, key: str) -> Value:
    """The value under a key; null if there is none."""
    return context.get(key)


@builtin("get entries(m: context)")
def get_entries(context: Context) -> list[Value]:
    """A list of {key, value}."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def make_context(entries: list[Value]) -> Context:
    """A context of a list of {key, value}."""
    made: Context = {}
    for entry in entries:
        whole = isinstance(entry, dict) and "value" in entry and isinstance(entry.get("key"), str)
        if not whole or entry["key"] in made:
            raise Failure("bad-context-entry")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def context_put(context: Context, key: str, value: Value) -> Context:
    """The context with one more, or another, entry."""
    return {**context, key: value}


@metered("context put(context: context, keys: list, value: any)")
def context_put_deep(run: Run, context: Context, keys: list[Value], value: Value) -> Context:
    """The context with an entry at the end of a path of keys."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Failure("bad-context-keys")
    key, *rest = keys
    if not rest:
        return {**context, key: value}
    inner = context.get(key, {})
    if not isinstance(inner, dict):
        raise Failure("bad-context-keys")
    run.enter()
    try:
        return {**context, key: context_put_deep(run, inner, rest, value)}
    finally:
        run.leave()


@metered("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[Value]) -> Context:
    """All entries of several contexts; the last one wins."""
    merged: Context = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Failure("not-a-context")
        run.fit_items(len(context))
        merged.update(context)
    return merged
