"""Questions that every page asks: their SQL is written once in the life of the process, then asked with other values.

Django writes the SQL of a queryset anew each time, and that costs several times what the database takes to answer.

    @written_once
    def options_of(vote):
        return Option.objects.filter(vote=vote).order_by("position")

    options_of(7)  # a list, as `list()` of the queryset would be

The function is called once, with blanks for its values: each stands where a number or a string would in a filter,
and decides nothing else. What depends on a value otherwise (one person or nobody, a slice) is another question.
"""

from copy import copy
from functools import wraps
from inspect import signature

from django.db import connections
from django.db.models import QuerySet, Value, prefetch_related_objects

BEYOND = 2**63  # no key and no column holds such a number, and a database refuses to look for it


class Blank:
    """Stands in the parameters of written SQL for the value that will come at `place`."""

    def __init__(self, place):
        self.place = place


def written_once(question):
    blanks = [Value(Blank(place)) for place in range(len(signature(question).parameters))]
    written = {}

    @wraps(question)
    def ask(*values):
        if any(isinstance(value, int) and abs(value) >= BEYOND for value in values):
            return []
        if not written:
            written[question] = _Written(question(*blanks))
        return written[question].answers(values)

    return ask


class _Written:
    """A queryset and its SQL: what Django made of the one serves again to read the rows of the other."""

    def __init__(self, queryset):
        compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.parameters = compiler.as_sql()
        self.queryset, self.compiler = queryset, compiler
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = compiler.get_converters(columns)
        compiler.connection = None  # every thread has its own

    def answers(self, values):
        parameters = [values[one.place] if isinstance(one, Blank) else one for one in self.parameters]
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda: (self.sql, parameters)
        compiler.get_converters = lambda columns: self.converters
        query.get_compiler = lambda using: compiler
        asked = QuerySet(self.queryset.model, query=query, using=self.queryset.db)
        found = list(self.queryset._iterable_class(asked))
        prefetch_related_objects(found, *self.queryset._prefetch_related_lookups)
        return found
