using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Tests.Translation;

public sealed class TranslatorTests
{
    private static readonly Translator _translator = new(new PlainHost());

    private static Proto.Relation Numbers(long planId) => new() { Common = new() { PlanId = planId }, Range = new() { End = 3, Step = 1 } };

    [Theory]
    [InlineData("a.b", new[] { "a", "b" })]
    [InlineData("`a.b`.c", new[] { "a.b", "c" })]
    [InlineData("`a``b`", new[] { "a`b" })]
    public void AttributeName_Parse_SplitsOutsideQuotes(string text, string[] parts) => Assert.Equal(parts, AttributeName.Parse(text));

    [Theory]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("`a")]
    [InlineData("a`b`")]
    [InlineData("`a`b")]
    public void AttributeName_Malformed_IsTyped(string text) =>
        Assert.Equal("INVALID_ATTRIBUTE_NAME_SYNTAX", Assert.Throws<QueryException>(() => AttributeName.Parse(text)).Error.Condition);

    [Fact]
    public void Relation_PlanId_IsKept()
    {
        var plan = _translator.Relation(new Proto.Relation { Common = new() { PlanId = 7 }, Limit = new() { Input = Numbers(0), Limit_ = 2 } });
        Assert.Equal((7L, 0L), (plan.PlanId, Assert.IsType<Limit>(plan).Input.PlanId));
    }

    [Fact]
    public void WithRelations_Subquery_KeepsTheRootsId()
    {
        var subquery = new Proto.Expression { SubqueryExpression = new() { PlanId = 5, SubqueryType = Proto.SubqueryExpression.Types.SubqueryType.Scalar } };
        var plan = _translator.Relation(new Proto.Relation
        {
            Common = new() { PlanId = 9 },
            WithRelations = new()
            {
                Root = new() { Common = new() { PlanId = 8 }, Project = new() { Input = Numbers(1), Expressions = { subquery } } },
                References = { Numbers(5) },
            },
        });
        Assert.Equal(8, plan.PlanId);
        var alias = Assert.IsType<UnresolvedAlias>(Assert.IsType<Project>(plan).Items[0]);
        Assert.Equal(5, Assert.IsType<ScalarSubquery>(alias.Child).Plan.PlanId);
    }

    [Fact]
    public void Expression_UnknownKind_NamesIt()
    {
        var error = Assert.Throws<QueryException>(() => _translator.Expression(new Proto.Expression { MergeAction = new() }));
        Assert.Equal("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SUPPORTED", error.Error.Condition);
        Assert.Equal("spark.connect.Expression.merge_action", error.Error["fullName"]);
        Assert.Equal("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", Assert.Throws<QueryException>(() => _translator.Expression(new())).Error.Condition);
    }

    [Theory]
    [InlineData("1.23", 10, 0, 123, 10, 2)]
    [InlineData("-0.001", 0, 0, -1, 3, 3)]
    [InlineData("1E+3", 10, 0, 1000, 10, 0)]
    [InlineData("12.5", 4, 2, 1250, 4, 2)]
    public void Literal_Decimal_IsWideEnough(string text, int precision, int scale, long unscaled, int expectedPrecision, int expectedScale)
    {
        var message = new Proto.Expression.Types.Literal { Decimal = new() { Value = text } };
        if (precision > 0)
        {
            message.Decimal.Precision = precision;
            message.Decimal.Scale = scale;
        }
        var literal = _translator.Literals.Read(message);
        Assert.Equal((Int128)unscaled, literal.Value);
        Assert.Equal(new DecimalType(expectedPrecision, expectedScale), literal.Type);
    }

    [Fact]
    public void Expression_PythonOrigin_BecomesFrameCall()
    {
        var expression = _translator.Expression(new Proto.Expression
        {
            Common = new() { Origin = new() { PythonOrigin = new() { Fragment = "col", CallSite = "a.py:1" } } },
            UnresolvedAttribute = new() { UnparsedIdentifier = "id" },
        });
        Assert.Equal(new FrameCall("col", "a.py:1"), expression.Origin.Call);
    }
}
