using Gateway.Compute.Casts;
using Gateway.Compute.Expressions;
using Gateway.Compute.Tests.Tables;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Casts;

public sealed class CastRulesTests
{
    [SharedFact("types/casts.tsv")]
    public void Rules_AllRecordedPairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/casts.tsv"))
        {
            var from = TypeNotation.Parse(row["from"]);
            var to = TypeNotation.Parse(row["to"]);
            string pair = row["from"] + " -> " + row["to"];
            void Rule(string column, bool actual) => differences.Check((row[column] == "T") == actual, () => $"{column} {pair}: {actual}");
            Rule("can_cast_ansi", CastRules.CanCast(from, to, EvaluationMode.Ansi));
            Rule("can_cast_legacy", CastRules.CanCast(from, to, EvaluationMode.Legacy));
            Rule("can_try_cast", CastRules.CanCast(from, to, EvaluationMode.Try));
            Rule("can_up_cast", CastRules.CanUpCast(from, to));
            Rule("can_store_assign_ansi", CastRules.CanStoreAssign(from, to));
            var column = new AttributeReference("c", Plain(from), false);
            foreach (var (mode, name) in new[] { (EvaluationMode.Ansi, "ansi"), (EvaluationMode.Legacy, "legacy"), (EvaluationMode.Try, "try_cast") })
            {
                var cast = new Cast(column, Plain(to), mode);
                string? fault = CastCheck.FindFault(cast)?.Condition;
                differences.Check((fault is null ? "yes" : "!" + fault + "/42K09") == row[name], () => $"{name} {pair}: {fault}, recorded {row[name]}");
                string nullability = row[name == "try_cast" ? "try_null" : name + "_null"];
                differences.Check(fault is not null || nullability.Length == 0 || (nullability == "null") == cast.Nullable, () => $"{name} {pair}: nullable {cast.Nullable}");
            }
        }
        differences.AssertNone();
    }

    [SharedFact("types/nested.tsv.gz")]
    public void Rules_NestedPairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/nested.tsv.gz"))
        {
            var from = Plain(TypeNotation.Parse(row["from"]));
            var to = Plain(TypeNotation.Parse(row["to"]));
            foreach (var (prefix, source, target) in new (string, DataType, DataType)[]
            {
                ("array", new ArrayType(from, true), new ArrayType(to, true)),
                ("map", new MapType(StringType.Instance, from, true), new MapType(StringType.Instance, to, true)),
                ("struct", new StructType([new StructField("f", from, true)]), new StructType([new StructField("f", to, true)])),
            })
            {
                foreach (var (mode, name) in new[] { (EvaluationMode.Ansi, "_cast"), (EvaluationMode.Try, "_try_cast") })
                {
                    bool actual = CastRules.CanCast(source, target, mode);
                    string recorded = row[prefix + name];
                    differences.Check((recorded == "yes") == actual, () => $"{prefix}{name} {row["from"]} -> {row["to"]}: {actual}, recorded {recorded}");
                }
            }
        }
        differences.AssertNone();
    }

    /// <summary>Expressions see CHAR and VARCHAR as STRING.</summary>
    private static DataType Plain(DataType type) => type is CharType or VarcharType ? StringType.Instance : type;
}
