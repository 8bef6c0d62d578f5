using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Compute.Tests.Tables;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Xunit;

namespace Gateway.Compute.Tests.Coercion;

/// <summary>Operators with a literal on one side, where that makes a difference.</summary>
public sealed class LiteralOperandTests
{
    private static readonly Dictionary<string, Literal> _literals = new()
    {
        ["1"] = Literal.Of(1),
        ["100000"] = Literal.Of(100000),
        ["1L"] = Literal.Of(1L),
        ["1BD"] = new Literal((Int128)1, new DecimalType(1, 0)),
        ["1.5BD"] = new Literal((Int128)15, new DecimalType(2, 1)),
        ["'1'"] = Literal.Of("1"),
        ["'abc'"] = Literal.Of("abc"),
    };

    [SharedFact("types/literal-operands.tsv")]
    public void Operators_WithLiterals_AgreeWithSpark()
    {
        var differences = new Differences();
        foreach (var row in SharedTable.Rows("types/literal-operands.tsv"))
        {
            string name = row["operator"] switch { "AND" => "and", "OR" => "or", "eq" => "=", "lt" => "<", "BETWEEN" => "between", var other => other };
            if (!_literals.TryGetValue(row["literal"], out var literal) || name is "LIKE" or "||")
            {
                continue;
            }
            Expression Ask(bool nullable)
            {
                var column = RecordedQuestions.Column(row["column"], nullable || row["column"] == "void");
                Expression[] arguments = row["literal_side"] == "left" ? [literal, column] : [column, literal];
                Expression question = name switch
                {
                    "case" => new CaseWhen([(new AttributeReference("b", BooleanType.Instance, true), arguments[0])], arguments[1]),
                    "in" => new In(arguments[0], [arguments[1]]),
                    "between" => Call("between", arguments[0], arguments[1], arguments[1]),
                    _ => Call(name, arguments),
                };
                return RecordedQuestions.Analyse(question, new CoercionContext(true));
            }
            string text;
            try
            {
                text = RecordedQuestions.Answer(Ask(true));
            }
            catch (QueryException exception)
            {
                text = "!" + exception.Error.Condition;
            }
            string recorded = RecordedQuestions.Recorded(row["result"]).Split(" | ")[0];
            string asked = $"{row["literal_side"]} {row["literal"]} {row["operator"]} {row["column"]}";
            differences.Check(text == recorded, () => $"{asked}: {text}, recorded {recorded}");
            if (text == recorded && !text.StartsWith('!') && row["nulls"].Length == 2)
            {
                string nulls = (Ask(true).Nullable ? "T" : "F") + (Ask(false).Nullable ? "T" : "F");
                differences.Check(nulls == row["nulls"], () => $"{asked}: nulls {nulls}, recorded {row["nulls"]}");
            }
        }
        differences.AssertNone();
    }

    private static FunctionCall Call(string name, params Expression[] arguments) => new(FunctionRegistry.Builtin.Find(name)!, name, [.. arguments], EvaluationMode.Ansi);
}
