"""The parts of Numba that engine.kernels uses although they are not public: a change there fails with a clear sentence."""

import inspect
import re
from pkgutil import resolve_name

import numba
import pytest

from engine.kernels.runtime import cache

TRIED_VERSIONS = re.search(r"Tried with Numba ([\d.]+ to [\d.]+)", cache.__doc__).group(1)
"""Written once, where Numba's classes are subclassed."""

PARAMETERS = {
    # engine/kernels/runtime/cache.py
    "numba.core.caching:FunctionCache.__init__": "self, py_func",
    "numba.core.caching:FunctionCache.load_overload": "self, sig, target_context",
    "numba.core.caching:FunctionCache._load_overload": "self, sig, target_context",
    "numba.core.caching:FunctionCache.save_overload": "self, sig, data",
    "numba.core.caching:FunctionCache._index_key": "self, sig, codegen",
    "numba.core.caching:FunctionCache.flush": "self",
    "numba.core.caching:FunctionCache.disable": "self",
    "numba.core.caching:CompileResultCacheImpl.rebuild": "self, target_context, payload",
    "numba.core.caching:IndexDataCacheFile.__init__": "self, cache_path, filename_base, source_stamp",
    "numba.core.caching:IndexDataCacheFile.load": "self, key",
    "numba.core.event:register": "kind, listener",
    "numba.core.event:Listener.on_start": "self, event",
    "numba.core.event:Listener.on_end": "self, event",
    # engine/kernels/lowlevel
    "numba.core.cgutils:alloca_once": "builder, ty",
    "numba.core.cgutils:alloca_once_value": "builder, value",
    "numba.core.cgutils:for_range_slice": "builder, start, stop, step, intp",
    "numba.core.cgutils:get_or_insert_function": "module, fnty, name",
    "numba.core.cgutils:unpack_tuple": "builder, tup, count",
    "numba.np.arrayobj:populate_array": "array, data, shape, strides, itemsize, meminfo",
    "numba.core.cpu:CPUContext.cast": "self, builder, val, fromty, toty",
    "numba.core.cpu:CPUContext.get_constant": "self, ty, val",
    "numba.core.cpu:CPUContext.get_dummy_value": "self",
    "numba.core.cpu:CPUContext.make_array": "self, typ",
    "numba.core.cpu:CPUContext.make_tuple": "self, builder, typ, values",
    "numba.core.callconv:CPUCallConv.get_function_type": "self, restype, argtypes",
    "numba.core.callconv:CPUCallConv.call_function": "self, builder, callee, resty, argtys, args",
    "numba.core.codegen:JITCodeLibrary.get_pointer_to_function": "self, name",
    "numba.core.dispatcher:Dispatcher.compile": "self, sig",
    # engine/kernels/math_functions.py
    "numba.extending:overload": "func, jit_options",
}
ATTRIBUTES = {
    "FunctionCache": ("cache_path", "_cache_path", "_impl", "_impl_class"),
    "FunctionCache._impl": ("filename_base", "locator"),
    "FunctionCache._impl.locator": ("get_source_stamp",),
    "Dispatcher": ("_cache", "overloads", "targetctx", "stats", "py_func", "signatures"),
    "CompileResult": ("library", "fndesc", "signature"),
    "CompileResult.fndesc": ("llvm_func_name",),
    "CPUContext": ("call_conv", "codegen"),
}


def describe(name, found, expected):
    return (f"{name} {found} in Numba {numba.__version__}, but engine.kernels needs {expected}; "
            f"it was tried with Numba {TRIED_VERSIONS}.")


@pytest.mark.parametrize("name", PARAMETERS)
def test_functions_take_the_expected_parameters(name):
    expected = PARAMETERS[name].split(", ")
    try:
        function = resolve_name(name)
    except (ImportError, AttributeError):
        pytest.fail(describe(name, "is missing", f"its parameters ({', '.join(expected)})"), pytrace=False)
    parameters = list(inspect.signature(function).parameters.values())
    names = [parameter.name for parameter in parameters]
    extra = parameters[len(expected):]
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    optional = all(p.default is not p.empty or p.kind in variable for p in extra)
    if names[:len(expected)] != expected or not optional:
        pytest.fail(describe(name, f"takes ({', '.join(names)})", f"({', '.join(expected)})"), pytrace=False)


@pytest.fixture(scope="module")
def instances():
    """A compiled function and the objects of Numba that belong to it."""
    dispatcher = numba.njit(lambda x: x + 1)
    assert dispatcher(1) == 2
    result = next(iter(dispatcher.overloads.values()))
    function_cache = numba.core.caching.FunctionCache(describe)
    return {"FunctionCache": function_cache, "FunctionCache._impl": function_cache._impl,
            "FunctionCache._impl.locator": function_cache._impl.locator, "Dispatcher": dispatcher,
            "CompileResult": result, "CompileResult.fndesc": result.fndesc, "CPUContext": dispatcher.targetctx}


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_objects_have_the_expected_attributes(name, instances):
    missing = [attribute for attribute in ATTRIBUTES[name] if not hasattr(instances[name], attribute)]
    if missing:
        pytest.fail(describe(name, f"has no {', '.join(missing)}", "it"), pytrace=False)


def test_a_compilation_is_an_event_with_its_dispatcher():
    events = []

    class Recorder(numba.core.event.Listener):
        def on_start(self, event):
            events.append(event)

        def on_end(self, event):
            events.append(event)

    dispatcher = numba.njit(lambda x: x + 2)
    with numba.core.event.install_listener("numba:compile", Recorder()):
        dispatcher(1)
    data = [event.data for event in events if event.data.get("dispatcher") is dispatcher]
    if len(data) != 2 or tuple(data[1].get("args", ())) not in dispatcher.overloads:
        pytest.fail(describe("The event numba:compile", f"has the data {data}",
                             "a start and an end with dispatcher and args"), pytrace=False)


def test_numba_uses_the_cache_attribute_and_the_cache_uses_its_implementation():
    calls = []

    class Cache:
        def load_overload(self, sig, target_context):
            calls.append("load")

        def save_overload(self, sig, data):
            calls.append("save")

    dispatcher = numba.njit(lambda x: x + 3)
    dispatcher._cache = Cache()
    dispatcher(1)
    if calls != ["load", "save"]:
        pytest.fail(describe("Dispatcher._cache", f"gets the calls {calls}", "load and save"), pytrace=False)


@pytest.mark.parametrize("field", ["data", "shape", "strides", "itemsize", "nitems"])
def test_arrays_in_kernels_have_the_expected_fields(field):
    from numba.core.datamodel import default_manager

    fields = default_manager[numba.types.Array(numba.float32, 2, "C")]._fields
    if field not in fields:
        pytest.fail(describe("The array structure", f"has the fields {', '.join(fields)}", field), pytrace=False)
