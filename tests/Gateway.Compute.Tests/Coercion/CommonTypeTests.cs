using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Tests.Tables;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Coercion;

public sealed class CommonTypeTests
{
    [SharedFact("types/common.tsv.gz")]
    public void CommonTypes_AllRecordedPairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/common.tsv.gz"))
        {
            bool ansi = row["mode"] == "ansi";
            var context = new CoercionContext(ansi);
            string pair = $"{row["mode"]} {row["left"]} , {row["right"]}";
            void Ask(string column, Func<Expression, Expression, Expression> build)
            {
                var answer = RecordedQuestions.Analyse(build(RecordedQuestions.Column(row["left"]), RecordedQuestions.Column(row["right"])), context);
                string text = RecordedQuestions.Answer(answer);
                string recorded = RecordedQuestions.Recorded(row[column]).Split(" | ")[0];
                differences.Check(text == recorded || (recorded == "yes" && !text.StartsWith('!')), () => $"{column} {pair}: {text}, recorded {recorded}");
                if (row.TryGetValue(column + "_nulls", out string? nulls) && nulls.Length == 4 && !text.StartsWith('!'))
                {
                    string actual = string.Concat(new[] { (true, true), (true, false), (false, true), (false, false) }.Select(n =>
                        RecordedQuestions.Analyse(build(RecordedQuestions.Column(row["left"], n.Item1 || row["left"] == "void"), RecordedQuestions.Column(row["right"], n.Item2 || row["right"] == "void")), context).Nullable ? "T" : "F"));
                    differences.Check(actual == nulls, () => $"{column} {pair}: nulls {actual}, recorded {nulls}");
                }
            }
            FunctionCall Call(string name, params Expression[] arguments) => new(FunctionRegistry.Builtin.Find(name)!, name, [.. arguments], ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy);
            Ask("coalesce", (a, b) => Call("coalesce", a, b));
            Ask("greatest", (a, b) => Call("greatest", a, b));
            Ask("case", (a, b) => new CaseWhen([(Literal.True, a)], b));
            Ask("if", (a, b) => Call("if", new AttributeReference("b", BooleanType.Instance, true), a, b));
            Ask("eq", (a, b) => Call("=", a, b));
            Ask("lt", (a, b) => Call("<", a, b));
            Ask("null_safe_eq", (a, b) => Call("<=>", a, b));
            Ask("in", (a, b) => new In(a, [b]));
        }
        // A collated string against an array of strings fails before the types are compared.
        differences.AssertNone(accepted: 32);
    }

    [SharedFact("types/operators.tsv.gz")]
    public void Operators_AllRecordedPairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/operators.tsv.gz"))
        {
            string symbol = row["operator"] switch { "AND" => "and", "OR" => "or", "unary -" => "negative", "unary +" => "positive", "NOT" => "not", "IS NULL" => "isnull", "BETWEEN" => "between", var s => s };
            if (symbol is "LIKE" or "||" or "IS TRUE" || FunctionRegistry.Builtin.Find(symbol) is not { } function)
            {
                continue;
            }
            foreach (bool ansi in new[] { true, false })
            {
                string prefix = ansi ? "ansi" : "legacy";
                string recorded = RecordedQuestions.Recorded(row[prefix] == "=" ? row["ansi"] : row[prefix]);
                string nulls = row[prefix + "_nulls"] == "=" ? row["ansi_nulls"] : row[prefix + "_nulls"];
                Expression Ask(bool leftNullable, bool rightNullable)
                {
                    var left = RecordedQuestions.Column(row["left"], leftNullable || row["left"] == "void");
                    bool unary = row["right"].Length == 0;
                    Expression[] arguments = unary ? [left] : [left, RecordedQuestions.Column(row["right"], rightNullable || row["right"] == "void")];
                    if (symbol == "between")
                    {
                        arguments = [arguments[0], arguments[1], arguments[1]];
                    }
                    return RecordedQuestions.Analyse(new FunctionCall(function, symbol, [.. arguments], ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy), new CoercionContext(ansi));
                }
                string text = RecordedQuestions.Answer(Ask(true, true));
                string question = $"{prefix} {row["left"]} {row["operator"]} {row["right"]}";
                differences.Check(text == recorded.Split(" | ")[0], () => $"{question}: {text}, recorded {recorded}");
                if (nulls.Length > 0 && !text.StartsWith('!') && text == recorded)
                {
                    (bool, bool)[] variants = nulls.Length == 2 ? [(true, true), (false, false)] : [(true, true), (true, false), (false, true), (false, false)];
                    string actual = string.Concat(variants.Select(n => Ask(n.Item1, n.Item2).Nullable ? "T" : "F"));
                    differences.Check(actual == nulls, () => $"{question}: nulls {actual}, recorded {nulls}");
                }
            }
        }
        // The same, and dates with collated strings, which Spark takes for numbers of days.
        differences.AssertNone(accepted: 14);
    }

    [SharedFact("types/decimals.tsv")]
    public void Decimals_AllRecordedPairs_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/decimals.tsv"))
        {
            foreach (string mode in new[] { "ansi_loss", "ansi_exact", "legacy_loss", "legacy_exact" })
            {
                bool ansi = mode.StartsWith("ansi", StringComparison.Ordinal);
                var call = new FunctionCall(FunctionRegistry.Builtin.Find(row["operator"])!, row["operator"],
                    [RecordedQuestions.Column(row["left"], false), RecordedQuestions.Column(row["right"], false)], ansi ? EvaluationMode.Ansi : EvaluationMode.Legacy);
                string text = RecordedQuestions.Answer(RecordedQuestions.Analyse(call, new CoercionContext(ansi, mode.EndsWith("loss", StringComparison.Ordinal))));
                differences.Check(text == row[mode], () => $"{mode} {row["left"]} {row["operator"]} {row["right"]}: {text}, recorded {row[mode]}");
            }
        }
        differences.AssertNone();
    }
}
