using System.Runtime.CompilerServices;
using Gateway.Core.Columns;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Reads the spans and child columns of an array or map column of any shape; a VOID column reads as all NULL.</summary>
public readonly unsafe struct ListReader(Column column)
{
    private readonly Column _column = column;
    private readonly Reader<ListSpan> _spans = column.Physical == PhysicalType.Null ? default : column.Read<ListSpan>();

    public Column Column => _column;

    public bool IsVoid => _column.Physical == PhysicalType.Null;

    /// <summary>Gets the elements (array) or keys (map).</summary>
    public Column First => _column.Source.Children[0];

    /// <summary>Gets a map's values.</summary>
    public Column Second => _column.Source.Children[1];

    public ListSpan this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _spans[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => _column.IsNull(row);
}

/// <summary>Writes NULL rows.</summary>
internal static unsafe class NullRow
{
    /// <summary>Marks a row NULL; a list row gets an empty span.</summary>
    public static void Set(Column result, int row)
    {
        if (result.Physical == PhysicalType.Null)
        {
            return;
        }
        result.SetNull(row);
        if (result.Physical is PhysicalType.List or PhysicalType.Map)
        {
            result.Data<ListSpan>()[row] = default;
        }
        else if (result.Physical == PhysicalType.String)
        {
            result.Data<StringView>()[row] = default;
        }
        else if (result.Physical == PhysicalType.Struct)
        {
            foreach (var child in result.Children)
            {
                Set(child, row);
            }
        }
    }
}
