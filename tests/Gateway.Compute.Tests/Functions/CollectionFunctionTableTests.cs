using System.Collections.Immutable;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Tests.Tables;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Functions;

/// <summary>Compares result types, nullability and faults of functions over nested data with the recorded tables.</summary>
public sealed class CollectionFunctionTableTests
{
    private static readonly HashSet<string> _groups =
        ["array_funcs", "collection_funcs", "map_funcs", "struct_funcs", "json_funcs", "variant_funcs", "misc_funcs"];

    /// <summary>The nullability of the arguments that each letter of a table's <c>nulls</c> cell stands for.</summary>
    private static readonly (bool First, bool Second)[] _pairs = [(true, true), (true, false), (false, true), (false, false)];

    [SharedFact("types/functions-1.tsv.gz")]
    public void Calls_OneArgument_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/functions-1.tsv.gz"))
        {
            var cells = row.Values.ToArray();
            foreach (string name in cells[1].StartsWith("geo", StringComparison.Ordinal) ? [] : cells[0].Split(','))
            {
                if (Find(name) is { } function && Types(cells[1]) is [var type])
                {
                    Check(differences, function, [type], cells[2], row.GetValueOrDefault("nulls", ""), ansi: true);
                }
            }
        }
        differences.AssertNone();
    }

    [SharedFact("types/functions-2.tsv.gz")]
    public void Calls_TwoArguments_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/functions-2.tsv.gz"))
        {
            // Casts to and from spatial types and collations are other tests' matter.
            if (row["second"].StartsWith("literal ", StringComparison.Ordinal) || (row["first"] + row["second"]).Contains("geo", StringComparison.Ordinal) ||
                (row["first"] + row["second"]).Contains("collate", StringComparison.Ordinal))
            {
                continue;
            }
            foreach (string name in row["functions"].Split(','))
            {
                if (Find(name) is not { } function)
                {
                    continue;
                }
                DataType[] types = [.. Types(row["first"]), .. Types(row["second"])];
                Check(differences, function, types, row["ansi"], row["nulls"], ansi: true);
                if (row["legacy"].Length > 0)
                {
                    Check(differences, function, types, row["legacy"] == "=" ? row["ansi"] : row["legacy"], row["legacy_nulls"] == "=" ? row["nulls"] : row["legacy_nulls"], ansi: false);
                }
            }
        }
        differences.AssertNone();
    }

    [SharedFact("types/functions-nested.tsv.gz")]
    public void Calls_NestedArgument_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/functions-nested.tsv.gz"))
        {
            // Their fields are named after the columns that the tables were asked with.
            bool isNamed = row["function"] is "struct" or "arrays_zip";
            if (!isNamed && Find(row["function"]) is { } function && !(row["argument"] + row["result"]).Contains("collate", StringComparison.Ordinal) && !row["argument"].Contains("geo", StringComparison.Ordinal))
            {
                var argument = Plain(TypeNotation.Parse(row["argument"]));
                string[] results = row["result"].Split(" | ");
                Compare(argument, results[0], 0);
                Compare(NotNull(argument), results[^1], 1);

                void Compare(DataType type, string expected, int letter)
                {
                    var call = Bind(function, [type], [false], ansi: true);
                    string? fault = Fault(call);
                    string actual = fault is null ? Exact(call.Type) : "!" + fault;
                    bool same = expected.StartsWith('!') ? expected.StartsWith(actual + "/", StringComparison.Ordinal) : actual == Exact(Plain(TypeNotation.Parse(expected)));
                    differences.Check(same, () => $"{function.Name}({Exact(type)}): {actual}, recorded {expected}");
                    differences.Check(!same || fault is not null || call.Nullable == (row["nulls"][letter] == 'T'), () => $"{function.Name}({Exact(type)}): nullable {call.Nullable}");
                }
            }
        }
        differences.AssertNone();
    }

    /// <summary>Marks the element, value or field of a container as not null.</summary>
    private static DataType NotNull(DataType type) => type switch
    {
        ArrayType array => array with { ContainsNull = array.Element is NullType },
        MapType map => map with { ValueContainsNull = map.Value is NullType },
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Nullable = member.Type is NullType })),
        _ => type,
    };

    private static string Exact(DataType type) => type switch
    {
        ArrayType array => $"array<{Exact(array.Element)}{(array.ContainsNull ? "" : "!")}>",
        MapType map => $"map<{Exact(map.Key)},{Exact(map.Value)}{(map.ValueContainsNull ? "" : "!")}>",
        StructType structure => $"struct<{string.Join(",", structure.Fields.Select(static member => member.Name + ":" + Exact(member.Type) + (member.Nullable ? "" : "!")))}>",
        _ => TypeText.Sql(type),
    };

    /// <remarks>assert_true is a statement of its own; equal_null becomes &lt;=&gt; before anything is typed; Spark trips over its own check (INTERNAL_ERROR) when to_avro gets a VOID column for a schema.</remarks>
    private static FunctionDefinition? Find(string name) =>
        FunctionRegistry.Builtin.Find(name) is { Kind: FunctionKind.Scalar } function && _groups.Contains(function.Group) && name is not ("assert_true" or "equal_null" or "to_avro") ? function : null;

    private static DataType[] Types(string text) => [Plain(TypeNotation.Parse(text))];

    private static void Check(Differences differences, FunctionDefinition function, DataType[] types, string expected, string nulls, bool ansi)
    {
        string where = $"{function.Name}({string.Join(", ", types.Select(TypeText.Sql))}) {(ansi ? "ansi" : "legacy")}";
        string[] results = [.. expected.Split(" | ").Distinct()];
        for (int i = 0; i < Math.Max(1, nulls.Length); i++)
        {
            bool[] nullable = types.Length == 1 ? [i == 0] : [_pairs[i].First, _pairs[i].Second];
            var call = Bind(function, types, nullable, ansi);
            string? fault = Fault(call);
            string actual = fault is null ? Notation(call.Type) : "!" + fault;
            bool same = expected.StartsWith('!')
                ? fault is not null && expected.StartsWith("!" + fault + "/", StringComparison.Ordinal)
                : fault is null && results.Any(result => Notation(Plain(TypeNotation.Parse(result))) == actual);
            differences.Check(same, () => $"{where} [{string.Join(",", nullable)}]: {actual}, recorded {expected}");
            if (same && fault is null && nulls.Length > i)
            {
                differences.Check(call.Nullable == (nulls[i] == 'T'), () => $"{where}: nullable {call.Nullable} at {i} of {nulls}");
            }
        }
    }

    private static Expression Bind(FunctionDefinition function, DataType[] types, bool[] nullable, bool ansi)
    {
        ImmutableArray<Expression> arguments = [.. types.Select((type, i) =>
            (Expression)new AttributeReference((nullable[i] ? "ab" : "cd")[i] + "_x", type, nullable[i] || type is NullType))];
        var mode = function.Name.StartsWith("try_", StringComparison.Ordinal) ? EvaluationMode.Try : ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy;
        var call = new FunctionCall(function, function.Name, arguments, mode);
        var filled = call.Function.Parameters.Skip(arguments.Length).TakeWhile(static parameter => parameter.Default is not null).Select(static parameter => (Expression)parameter.Default!);
        if (!function.Variadic)
        {
            call = call with { Arguments = [.. arguments, .. filled] };
        }
        return TypeCoercion.Coerce(call, new CoercionContext(ansi));
    }

    private static string? Fault(Expression call) => call is FunctionCall function ? FunctionCheck.FindFault(function)?.Condition : null;

    private static string Notation(DataType type) => type switch
    {
        ArrayType array => $"array<{Notation(array.Element)}>",
        MapType map => $"map<{Notation(map.Key)},{Notation(map.Value)}>",
        StructType structure => $"struct<{string.Join(",", structure.Fields.Select(static member => Notation(member.Type)))}>",
        _ => TypeText.Sql(type),
    };

    private static DataType Plain(DataType type) => type switch
    {
        CharType or VarcharType => StringType.Instance,
        ArrayType array => array with { Element = Plain(array.Element) },
        MapType map => new MapType(Plain(map.Key), Plain(map.Value), map.ValueContainsNull),
        StructType structure => new StructType(structure.Fields.Select(static member => member with { Type = Plain(member.Type) })),
        _ => type,
    };
}
