using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Functions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Spatial;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary>Reads and writes geometries in columns, whose children are id and bytes.</summary>
internal static unsafe class SpatialColumn
{
    public static int Srid(Column column, int row)
    {
        var child = column.Source.Children[0];
        return child.Read<int>()[column.Slot(row)];
    }

    public static ReadOnlySpan<byte> Bytes(Column column, int row)
    {
        var child = column.Source.Children[1];
        // SAFETY: the view lies in native memory that lives as long as the column's batch; inline bytes lie in the view itself.
        StringView* view = child.Source.Data<StringView>() + child.Slot(column.Slot(row));
        return StringView.Span(view);
    }

    public static void Write(Column column, int row, int srid, ReadOnlySpan<byte> bytes)
    {
        column.Children[0].Data<int>()[row] = srid;
        column.Children[1].Data<StringView>()[row] = column.Children[1].Heap.Add(bytes);
    }
}

/// <summary><c>st_geomfromwkb</c> and <c>st_geogfromwkb</c>.</summary>
internal sealed class SpatialFromBytesFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TextBuffer _buffer = new();
    private readonly bool _isGeography = ((SpatialType)site.ResultType).IsGeography;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || (!_isGeography && arguments[1].IsNull(row)))
            {
                NullRow.Set(result, row);
                continue;
            }
            int srid = _isGeography ? SpatialReferences.GeographicDefault : arguments[1].Read<int>()[row];
            if (!SpatialReferences.IsKnown(srid, _isGeography))
            {
                throw SpatialFunctions.UnknownSrid(srid);
            }
            _buffer.Clear();
            WellKnownBinary.Rewrite(StringView.Span(ref arguments[0].Read<StringView>()[row]), _isGeography, littleEndian: true, _buffer);
            SpatialColumn.Write(result, row, srid, _buffer.Written);
        }
    }
}

/// <summary><c>st_asbinary</c>.</summary>
internal sealed unsafe class SpatialBytesFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly TextBuffer _buffer = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || arguments[1].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            string order = Encoding.UTF8.GetString(StringView.Span(ref arguments[1].Read<StringView>()[row]));
            bool little = order.Equals("NDR", StringComparison.OrdinalIgnoreCase);
            if (!little && !order.Equals("XDR", StringComparison.OrdinalIgnoreCase))
            {
                throw new QueryException("ST_INVALID_ENDIANNESS_VALUE", ("endianness", order));
            }
            _buffer.Clear();
            WellKnownBinary.Rewrite(SpatialColumn.Bytes(arguments[0], row), isGeography: false, little, _buffer);
            result.Data<StringView>()[row] = result.Heap.Add(_buffer.Written);
        }
    }
}

/// <summary><c>st_srid</c>.</summary>
internal sealed unsafe class SridFunction(BoundCall site) : ColumnFunction(site)
{
    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            result.Data<int>()[row] = SpatialColumn.Srid(arguments[0], row);
        }
    }
}

/// <summary><c>st_setsrid</c>.</summary>
internal sealed class SetSridFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly bool _isGeography = ((SpatialType)site.ResultType).IsGeography;

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || arguments[1].IsNull(row))
            {
                NullRow.Set(result, row);
                continue;
            }
            int srid = arguments[1].Read<int>()[row];
            if (!SpatialReferences.IsKnown(srid, _isGeography))
            {
                throw SpatialFunctions.UnknownSrid(srid);
            }
            SpatialColumn.Write(result, row, srid, SpatialColumn.Bytes(arguments[0], row));
        }
    }
}
