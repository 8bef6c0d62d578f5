using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Text.Json;
using Gateway.Core.Columns;
using Gateway.Core.Memory;
using Gateway.Core.Types;

namespace Gateway.Compute.Tests.Text.Json;

public sealed class JsonColumnTests
{
    private static readonly StructType Inner = new([new StructField("b", IntegerType.Instance, true), new StructField("c", IntegerType.Instance, true)]);

    private static readonly StructType Schema = new(
    [
        new StructField("i", IntegerType.Instance, true),
        new StructField("s", new StringType("UTF8_BINARY"), true),
        new StructField("d", new DecimalType(5, 2), true),
        new StructField("n", Inner, true),
        new StructField("l", new ArrayType(new ArrayType(LongType.Instance, true), true), true),
        new StructField("m", new MapType(new StringType("UTF8_BINARY"), DoubleType.Instance, true), true),
        new StructField("t", TimestampType.Instance, true),
        new StructField("v", VariantType.Instance, true),
    ]);

    [Theory]
    [InlineData("""{"i":1,"s":"x","d":1.235,"z":{"q":[1]},"n":{"b":1,"c":2},"l":[[1,2],[],null],"m":{"k":1,"k":2.5},"t":"2020-01-02T03:04:05Z","v":{"a":[null]}}""",
        JsonOutcome.Ok, """{"i":1,"s":"x","d":1.24,"n":{"b":1,"c":2},"l":[[1,2],[],null],"m":{"k":1.0,"k":2.5},"t":"2020-01-02T03:04:05.000Z","v":{"a":[null]}}""")]
    [InlineData("""{"s":1.50,"n":{"b":"bad","c":5},"i":2}""", JsonOutcome.Partial, """{"i":2,"s":"1.5","n":{"c":5}}""")]
    [InlineData("""{"s":{"x": [1, "y"]},"d":12345,"i":1.0}""", JsonOutcome.Partial, """{"s":"{\"x\":[1,\"y\"]}"}""")]
    [InlineData("""{"l":[[1],["x"]],"i":3}""", JsonOutcome.Partial, """{"i":3}""")]
    [InlineData("""{"i":1,"i":2} trailing""", JsonOutcome.Ok, """{"i":2}""")]
    [InlineData("""{"i":1,"s":tru}""", JsonOutcome.Malformed, "{}")]
    [InlineData("[1]", JsonOutcome.Failed, "{}")]
    [InlineData("null", JsonOutcome.Failed, "{}")]
    [InlineData("  ", JsonOutcome.Empty, null)]
    public void Read_Struct(string json, JsonOutcome expected, string? printed)
    {
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        Column column = Column.Create(Schema, 8, memory);
        column.Reset();
        Assert.Equal(expected, new JsonColumnReader(Schema, new JsonReadOptions()).Read(Encoding.UTF8.GetBytes(json), column, 3));
        Assert.Equal(printed, Print(Schema, column, 3, new JsonWriteOptions()));
    }

    [Theory]
    [InlineData("[1,null]", JsonOutcome.Ok, "[1,null]")]
    [InlineData("[1,]", JsonOutcome.Malformed, null)]
    [InlineData("[1,\"x\"]", JsonOutcome.Failed, null)]
    public void Read_Array(string json, JsonOutcome expected, string? printed)
    {
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        var type = new ArrayType(IntegerType.Instance, true);
        Column column = Column.Create(type, 2, memory);
        column.Reset();
        Assert.Equal(expected, new JsonColumnReader(type, new JsonReadOptions()).Read(Encoding.UTF8.GetBytes(json), column, 0));
        Assert.Equal(printed, Print(type, column, 0, new JsonWriteOptions()));
    }

    [Fact]
    public void Append_Pretty_Indents()
    {
        using var pool = new MemoryPool();
        using var memory = new MemoryScope(pool);
        Column column = Column.Create(Schema, 1, memory);
        column.Reset();
        new JsonColumnReader(Schema, new JsonReadOptions()).Read("""{"i":1,"l":[[1,2]],"m":{"b":1,"a":2}}"""u8, column, 0);
        Assert.Equal(
            "{\n  \"i\" : 1,\n  \"l\" : [ [ 1, 2 ] ],\n  \"m\" : {\n    \"a\" : 2.0,\n    \"b\" : 1.0\n  }\n}",
            Print(Schema, column, 0, new JsonWriteOptions { IsPretty = true, SortsKeys = true }));
    }

    private static string? Print(DataType type, Column column, int row, JsonWriteOptions options)
    {
        if (column.IsNull(row))
        {
            return null;
        }

        var output = new TextBuffer();
        new JsonColumnWriter(type, options).Append(column, row, output);
        return Encoding.UTF8.GetString(output.Written);
    }
}
