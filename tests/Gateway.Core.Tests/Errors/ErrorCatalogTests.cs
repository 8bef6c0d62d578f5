using System.Diagnostics;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Core.Tests.Errors;

public sealed class ErrorCatalogTests
{
    [Fact]
    public void Find_EveryName_HasAKnownJavaClassAndATemplateOfItsParameters()
    {
        var names = ErrorCatalog.Names().ToArray();
        Assert.True(names.Length > 2000);
        foreach (var name in names)
        {
            var condition = ErrorCatalog.Get(name);
            Assert.True(JavaExceptions.IsKnown(condition.JavaClass), condition.JavaClass);
            Assert.True(condition.SqlState.Length == 5 || name.StartsWith("_LEGACY_ERROR_TEMP_", StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void Create_UnknownConditionOrParameter_IsABug()
    {
        Assert.Throws<UnreachableException>(() => new QueryException("NO_SUCH_CONDITION"));
        Assert.Throws<UnreachableException>(() => new QueryException("DIVIDE_BY_ZERO", ("nope", "1")));
    }

    [Fact]
    public void Message_ConditionWithParameters_FillsTheTemplate()
    {
        var error = new QueryException("SCHEMA_NOT_FOUND", ("schemaName", "`a`.`b`"));
        Assert.StartsWith("[SCHEMA_NOT_FOUND] There is no schema `a`.`b`.", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("SQLSTATE: 42704", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_ConditionWithoutText_IsMadeOfItsWords()
    {
        var error = new QueryException("ADD_DEFAULT_UNSUPPORTED", ("statementType", "ALTER"), ("dataSource", "csv"));
        Assert.Equal("[ADD_DEFAULT_UNSUPPORTED] Add default unsupported (statementType: ALTER, dataSource: csv). SQLSTATE: 42623", error.Message);
    }

    [Fact]
    public void Message_RunTimeErrorWithContext_ShowsTheFragment()
    {
        var origin = new Origin(new SqlText("SELECT 1,\n  1/0"), 12, 14);
        var error = new QueryException("DIVIDE_BY_ZERO", origin, ("config", "\"spark.sql.ansi.enabled\""));
        Assert.EndsWith("SQLSTATE: 22012\n== SQL (line 2, position 3) ==\n  1/0\n  ^^^\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_LongText_IsCutAroundTheFragment()
    {
        var text = new string('a', 50) + "XY" + new string('b', 50);
        var summary = ContextSummary.Of(QueryContext.From(new Origin(new SqlText(text, "VIEW", "v"), 50, 51))!);
        Assert.Equal(
            $"== SQL of VIEW v (line 1, position 51) ==\n...{new string('a', 32)}XY{new string('b', 32)}...\n{new string(' ', 35)}^^\n",
            summary);
    }

    [Fact]
    public void Message_AnalysisAndParseErrors_NameLineAndPosition()
    {
        var origin = new Origin(new SqlText("SELECT\nx"), 7, 7);
        var analysis = new QueryException("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", origin, ("objectName", "`x`"));
        Assert.EndsWith("SQLSTATE: 42703; line 2 pos 0", analysis.Message, StringComparison.Ordinal);
        Assert.EndsWith("SQLSTATE: 42703 (line 2, pos 0)\n\n== SQL ==\nSELECT\nx\n^^^\n", analysis.As("ParseException").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_DataFrameCall_NamesTheCallSite()
    {
        var error = new QueryException("DIVIDE_BY_ZERO", Origin.Of(new FrameCall("divide", "app.py:3")), ("config", "c"));
        Assert.EndsWith("\n== DataFrame ==\n\"divide\" was called from\napp.py:3\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_NumberFormat_ReachesIllegalArgument()
    {
        var error = new QueryException("CAST_INVALID_INPUT", ("expression", "'a'"), ("sourceType", "\"STRING\""), ("targetType", "\"INT\""), ("ansiConfig", "x"));
        Assert.Equal(
            [
                "org.apache.spark.SparkNumberFormatException", "java.lang.NumberFormatException", "java.lang.IllegalArgumentException",
                "java.lang.RuntimeException", "java.lang.Exception", "java.lang.Throwable", "java.lang.Object",
            ],
            JavaExceptions.Chain(error.Error).AsEnumerable());
    }

    [Fact]
    public void CastInvalidInput_ByTarget_HasItsClass()
    {
        string? Class(DataType target) => QueryErrors.CastInvalidInput(Origin.None, "'x'", StringType.Instance, target).Error.JavaClass;
        Assert.Equal("SparkNumberFormatException", Class(new IntegerType()));
        Assert.Equal("SparkDateTimeException", Class(new DateType()));
        Assert.Equal("SparkRuntimeException", Class(new BooleanType()));
    }

    [Theory]
    [InlineData(0, "first")]
    [InlineData(15, "sixteenth")]
    [InlineData(16, "17th")]
    [InlineData(21, "22nd")]
    [InlineData(110, "111th")]
    public void Ordinal_Index_IsAWordUpToSixteen(int index, string expected) => Assert.Equal(expected, Quote.Ordinal(index));
}
