using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Tests.Tables;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Functions;

/// <summary>Asks the registry what Spark was asked about functions of one, two and more columns of every type.</summary>
public sealed class FunctionTableTests
{
    private static readonly string[] _groups = ["math_funcs", "bitwise_funcs", "conversion_funcs", "hash_funcs", "conditional_funcs", "predicate_funcs"];

    /// <summary>Registered as predicates, but string functions by nature: swept with those.</summary>
    private static readonly string[] _patterns = ["like", "ilike", "rlike", "regexp", "regexp_like"];

    [SharedFact("types/functions-1.tsv.gz")]
    public void OneArgument_AllTypes_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/functions-1.tsv.gz"))
        {
            if (Find(row["function"]) is { } function)
            {
                foreach (bool ansi in new[] { true, false })
                {
                    string prefix = ansi ? "ansi" : "legacy";
                    string nulls = ansi ? row["nulls"] : row["legacy_nulls"] == "=" ? row["nulls"] : row["legacy_nulls"];
                    string recorded = !ansi && row["legacy"] == "=" ? row["ansi"] : row[prefix];
                    Compare(differences, function, row["function"], ansi, recorded, nulls,
                        variant => [RecordedQuestions.Column(row["argument"], variant[0] || row["argument"] == "void")], [[true], [false]], row["argument"]);
                }
            }
        }
        // A VOID column counts as a constant seed there.
        differences.AssertNone(accepted: 6);
    }

    [SharedFact("types/functions-2.tsv.gz")]
    public void TwoArguments_AllTypePairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/functions-2.tsv.gz"))
        {
            string name = row["functions"].Split(',')[0];
            if (row["second"].StartsWith("literal", StringComparison.Ordinal) || Find(name) is not { } function)
            {
                continue;
            }
            foreach (bool ansi in new[] { true, false })
            {
                string recorded = ansi ? row["ansi"] : row["legacy"] == "=" ? row["ansi"] : row["legacy"];
                string nulls = ansi || row["legacy_nulls"] == "=" ? row["nulls"] : row["legacy_nulls"];
                if (recorded.Length > 0)
                {
                    Compare(differences, function, name, ansi, recorded, nulls,
                        variant =>
                        [
                            RecordedQuestions.Column(row["first"], variant[0] || row["first"] == "void"),
                            RecordedQuestions.Column(row["second"], variant[1] || row["second"] == "void", "d"),
                        ],
                        [[true, true], [true, false], [false, true], [false, false]], row["first"] + " , " + row["second"]);
                }
            }
        }
        // A collated string beside an array of strings or a date; VOID columns as constant bounds.
        differences.AssertNone(accepted: 22);
    }

    /// <summary>Finds a row of the groups that are swept; the variable GATEWAY_SWEEP_GROUPS names others.</summary>
    private static FunctionDefinition? Find(string name)
    {
        string[] groups = Environment.GetEnvironmentVariable("GATEWAY_SWEEP_GROUPS") is { Length: > 0 } chosen ? chosen.Split(',') : _groups;
        return FunctionRegistry.Builtin.Find(name) is { Kind: FunctionKind.Scalar } function && groups.Contains(function.Group) && !_patterns.Contains(name) ? function : null;
    }

    private static void Compare(Differences differences, FunctionDefinition function, string name, bool ansi, string recorded, string nulls,
        Func<bool[], Expression[]> arguments, bool[][] variants, string question)
    {
        recorded = RecordedQuestions.Recorded(recorded);
        question = $"{(ansi ? "ansi" : "legacy")} {name}({question})";
        string text;
        Func<bool[], Expression> ask = variant => RecordedQuestions.Analyse(
            new FunctionCall(function, name, [.. arguments(variant)], RecordedQuestions.Mode(ansi, name)), new CoercionContext(ansi));
        if (!function.AcceptsCount(arguments(variants[0]).Length))
        {
            differences.Check(recorded == "!WRONG_NUM_ARGS.WITHOUT_SUGGESTION", () => $"{question}: count refused, recorded {recorded}");
            return;
        }
        try
        {
            text = RecordedQuestions.Answer(ask(variants[0]));
        }
        catch (QueryException exception)
        {
            text = "!" + exception.Error.Condition;
        }
        differences.Check(recorded.Split(" | ").Contains(text), () => $"{question}: {text}, recorded {recorded}");
        if (nulls.Length == variants.Length && text == recorded && !text.StartsWith('!'))
        {
            string actual = string.Concat(variants.Select(variant => ask(variant).Nullable ? "T" : "F"));
            differences.Check(actual == nulls, () => $"{question}: nulls {actual}, recorded {nulls}");
        }
    }
}
