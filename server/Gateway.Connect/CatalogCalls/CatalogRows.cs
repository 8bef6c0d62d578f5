using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Holds the columns of catalog answers, and makes relations of their rows.</summary>
internal static class CatalogRows
{
    private static readonly DataType _text = StringType.Instance;
    private static readonly DataType _names = new ArrayType(StringType.Instance, true);
    private static readonly DataType _flag = BooleanType.Instance;

    public static readonly StructType Catalogs = Columns(("name", _text), ("description", _text));
    public static readonly StructType Databases = Columns(("name", _text), ("catalog", _text), ("description", _text), ("locationUri", _text));
    public static readonly StructType Tables = Columns(("name", _text), ("catalog", _text), ("namespace", _names), ("description", _text), ("tableType", _text), ("isTemporary", _flag));
    public static readonly StructType Functions = Columns(("name", _text), ("catalog", _text), ("namespace", _names), ("description", _text), ("className", _text), ("isTemporary", _flag));
    public static readonly StructType TableColumns = Columns(("name", _text), ("description", _text), ("dataType", _text), ("nullable", _flag), ("isPartition", _flag), ("isBucket", _flag), ("isCluster", _flag));

    public static LocalRelation Of(StructType schema, IEnumerable<object?[]> rows) => new(
        [.. schema.Fields.Select(static member => new AttributeReference(member.Name, member.Type, member.Nullable))],
        [.. rows],
        FromSql: false);

    /// <summary>Makes the answer of a call that names one thing.</summary>
    public static LocalRelation Value(string text) => Of(new StructType([new StructField("value", _text, true)]), [[text]]);

    /// <summary>Makes the answer of a question.</summary>
    public static LocalRelation Value(bool flag) => Of(new StructType([new StructField("value", _flag, false)]), [[flag]]);

    /// <summary>Makes the answer of a call that only acts.</summary>
    public static LocalRelation Nothing() => Of(new StructType([new StructField("value", _text, false)]), []);

    private static StructType Columns(params (string Name, DataType Type)[] columns) =>
        new(columns.Select(static column => new StructField(column.Name, column.Type, column.Type is not BooleanType)));
}
