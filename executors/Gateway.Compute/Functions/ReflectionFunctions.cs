using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers calls of static methods of Java. There is no Java here: the classes are those that <see cref="JavaMethods"/> knows.</summary>
internal static class ReflectionFunctions
{
    private const string ArgumentTypes = "(\"BOOLEAN\" or \"TINYINT\" or \"SMALLINT\" or \"INT\" or \"BIGINT\" or \"FLOAT\" or \"DOUBLE\" or \"STRING\")";

    public static void Register(FunctionFamily f)
    {
        ImmutableArray<Parameter> parameters = [new("class", TypeRule.Any), new("method", TypeRule.Any), new("arg", TypeRule.Any)];
        f.Scalar("java_method reflect try_reflect", parameters, static _ => StringType.Instance, NullRules.Always, static site => new ReflectFunction(site), variadic: true, optional: 2, coercion: ArgumentCoercion.None,
            check: Fault, canThrow: static call => call.Function.Name != "try_reflect", deterministic: false, group: "misc_funcs", since: "2.0.0");
    }

    private static QueryError? Fault(FunctionCall call)
    {
        if (call.Arguments.Length < 2)
        {
            return QueryException.Create("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", default, null,
                ("functionName", Quote.Id(call.CalledName == "try_reflect" ? "reflect" : call.CalledName)), ("expectedNum", "> 1"), ("actualNum", call.Arguments.Length.ToString(CultureInfo.InvariantCulture)), ("docroot", "https://spark.apache.org/docs/latest"));
        }
        for (int i = 0; i < 2; i++)
        {
            if (call.Arguments[i] is not { Foldable: true, Type: StringType })
            {
                return FunctionCheck.Mismatch(call, "NON_FOLDABLE_INPUT", ("inputName", i == 0 ? "`class`" : "`method`"), ("inputType", "\"STRING\""), ("inputExpr", FunctionCheck.Quoted(call.Arguments[i])));
            }
            if (Text(call, i) is null)
            {
                return FunctionCheck.Mismatch(call, "UNEXPECTED_NULL", ("exprName", i == 0 ? "`class`" : "`method`"));
            }
        }
        for (int i = 2; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Type is not (BooleanType or ByteType or ShortType or IntegerType or LongType or FloatType or DoubleType or StringType))
            {
                return CollectionChecks.Unexpected(call, i, ArgumentTypes);
            }
        }
        string className = Text(call, 0)!;
        return !JavaMethods.HasClass(className) ? FunctionCheck.Mismatch(call, "UNEXPECTED_CLASS_TYPE", ("className", className))
            : Method(call) is null ? FunctionCheck.Mismatch(call, "UNEXPECTED_STATIC_METHOD", ("className", className), ("methodName", Text(call, 1)!))
            : null;
    }

    public static JavaMethod? Method(FunctionCall call) => JavaMethods.Find(Text(call, 0)!, Text(call, 1)!, call.Arguments.Skip(2).Select(static argument => argument.Type));

    private static string? Text(FunctionCall call, int position) => ConstantFolding.Evaluate(call.Arguments[position], QuerySettings.Default).Value as string;
}

/// <summary>Calls a static method once a row; what it throws fails the query, or gives NULL to try_reflect.</summary>
internal sealed unsafe class ReflectFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly JavaMethod _method = ReflectionFunctions.Method(site.Call)!;
    private readonly object?[] _values = new object?[site.Arguments.Length - 2];

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        var texts = result.Data<StringView>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            try
            {
                for (int position = 0; position < _values.Length; position++)
                {
                    _values[position] = ColumnValues.Get(arguments[position + 2], row);
                }
                texts[row] = result.Heap.Add(Encoding.UTF8.GetBytes(JavaMethods.Text(_method.Invoke(_values))));
            }
            catch (Exception fault) when (fault is FormatException or ArithmeticException or ArgumentException or NullReferenceException or InvalidCastException)
            {
                if (Site.Call.Function.Name != "try_reflect")
                {
                    throw QueryErrors.Bare(Array.IndexOf(_values, null) >= 0 ? "IllegalArgumentException" : "InvocationTargetException", fault.Message);
                }
                result.SetNull(row);
            }
        }
    }
}
