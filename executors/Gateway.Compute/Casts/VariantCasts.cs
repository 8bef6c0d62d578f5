using System.Buffers;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Finds the kernels of casts from and to VARIANT.</summary>
internal static class VariantCasts
{
    public static CastKernel Find(CastSite site) => site.To is VariantType ? new ToVariantKernel() : new FromVariantKernel(site);

    public static ElementText Element(CastSite site) => new VariantElement(site);

    /// <summary>Makes the error of a variant that is not of the type asked for.</summary>
    public static QueryException InvalidCast(string json, DataType target) => new("INVALID_VARIANT_CAST",
        ("value", json), ("dataType", "\"" + TypeText.Sql(target) + "\""));
}

/// <summary>Reads variants as another type. Values of other kinds raise in every mode but TRY.</summary>
internal sealed class FromVariantKernel(CastSite site) : CastKernel
{
    private readonly VariantReading _reading = new(site.To, site.Context, site.Mode);

    public override void Run(Column source, Selection rows, Column target)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (source.IsNull(row))
            {
                ColumnValues.Set(target, row, null);
                continue;
            }
            var value = VariantReading.ValueOf(source, row);
            if (_reading.TryWrite(value, target, row))
            {
                continue;
            }
            if (site.Mode != EvaluationMode.Try)
            {
                throw VariantCasts.InvalidCast(_reading.Json(value), site.To);
            }
            ColumnValues.Set(target, row, null);
        }
    }
}

/// <summary>Builds variants from values of another type.</summary>
internal sealed class ToVariantKernel : CastKernel
{
    private readonly VariantBuilder _builder = new();

    public override void Run(Column source, Selection rows, Column target)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows[i];
            if (source.IsNull(row))
            {
                ColumnValues.Set(target, row, null);
                continue;
            }
            _builder.Clear();
            VariantWriting.Append(source, row, _builder);
            VariantWriting.Store(_builder, target, row);
        }
    }
}

/// <summary>Shows variants inside the text of nested values as JSON.</summary>
internal sealed class VariantElement(CastSite site) : ElementText
{
    private readonly TextBuffer _json = new();

    protected override void WriteValue(Column column, int row, ArrayBufferWriter<byte> output)
    {
        _json.Clear();
        VariantText.TryAppendJson(VariantReading.ValueOf(column, row), site.Zone, _json);
        output.Write(_json.Written);
    }
}
