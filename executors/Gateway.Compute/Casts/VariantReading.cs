using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Casts;

/// <summary>Converts variant values to one type, as CAST and variant_get do. Belongs to one worker.</summary>
/// <remarks>Scalars go through the ordinary casts of their own type; what those refuse, and every NULL they give, is an invalid cast.</remarks>
public sealed unsafe class VariantReading
{
    private readonly CastSite _site;
    private readonly EvaluationMode _mode;
    private readonly VariantReading[] _children;
    private readonly Dictionary<DataType, (Column Source, Column Target, CastKernel? Kernel)> _scalars = [];
    private readonly TextBuffer _json = new();

    public VariantReading(DataType target, EvaluationContext context, EvaluationMode mode = EvaluationMode.Ansi)
    {
        _mode = mode;
        Target = target;
        _site = new CastSite(VariantType.Instance, target, EvaluationMode.Try, Origin.None, context, foldable: false);
        _children = [.. Column.ChildTypes(target is VariantType ? NullType.Instance : target).Select(type => new VariantReading(type, context, mode))];
    }

    public DataType Target { get; }

    /// <summary>Reads the variant of a row of a variant column that is not NULL there.</summary>
    public static VariantValue ValueOf(Column column, int row)
    {
        int slot = column.Slot(row);
        var children = column.Source.Children;
        return new VariantValue(StringView.Span(ref children[0].Read<StringView>()[slot]), StringView.Span(ref children[1].Read<StringView>()[slot]));
    }

    /// <summary>Writes the converted value into a row of a column that is filled in row order. False when the variant is not of the type.</summary>
    public bool TryWrite(VariantValue value, Column target, int row)
    {
        if (value.Kind == VariantKind.Null && Target is not VariantType)
        {
            ColumnValues.Set(target, row, null);
            return true;
        }
        switch (Target)
        {
            case VariantType:
                WriteVariant(value, target, row);
                return true;
            case ArrayType:
                return TryWriteArray(value, target, row);
            case MapType:
                return TryWriteMap(value, target, row);
            case StructType structure:
                return TryWriteStruct(value, structure, target, row);
            case StringType when value.Kind is VariantKind.Object or VariantKind.Array:
                _json.Clear();
                bool wellFormed = VariantText.TryAppendJson(value, _site.Zone, _json);
                target.Data<StringView>()[row] = target.Heap.Add(_json.Written);
                return wellFormed;
            default:
                return TryWriteScalar(value, target, row);
        }
    }

    /// <summary>Prints a variant as errors show it.</summary>
    public string Json(VariantValue value)
    {
        _json.Clear();
        VariantText.TryAppendJson(value, _site.Zone, _json);
        return System.Text.Encoding.UTF8.GetString(_json.Written);
    }

    private static void WriteVariant(VariantValue value, Column target, int row)
    {
        var builder = new VariantBuilder();
        builder.AppendVariant(value);
        VariantWriting.Store(builder, target, row);
    }

    /// <summary>Writes a part of a container; one that does not fit is NULL for TRY_CAST, else an error of its own.</summary>
    private void WritePart(VariantReading reading, VariantValue part, Column target, int row)
    {
        if (reading.TryWrite(part, target, row))
        {
            return;
        }
        if (_mode != EvaluationMode.Try)
        {
            throw VariantCasts.InvalidCast(reading.Json(part), reading.Target);
        }
        ColumnValues.Set(target, row, null);
    }

    private bool TryWriteArray(VariantValue value, Column target, int row)
    {
        if (value.Kind != VariantKind.Array)
        {
            return false;
        }
        int count = value.Count;
        int start = target.AppendChildren(count);
        target.Data<ListSpan>()[row] = new ListSpan(start, count);
        for (int i = 0; i < count; i++)
        {
            WritePart(_children[0], value.ElementAt(i), target.Children[0], start + i);
        }
        return true;
    }

    private bool TryWriteMap(VariantValue value, Column target, int row)
    {
        if (value.Kind != VariantKind.Object)
        {
            return false;
        }
        int count = value.Count;
        int start = target.AppendChildren(count);
        target.Data<ListSpan>()[row] = new ListSpan(start, count);
        for (int i = 0; i < count; i++)
        {
            target.Children[0].Data<StringView>()[start + i] = target.Children[0].Heap.Add(value.KeyAt(i));
            WritePart(_children[1], value.ElementAt(i), target.Children[1], start + i);
        }
        return true;
    }

    private bool TryWriteStruct(VariantValue value, StructType structure, Column target, int row)
    {
        if (value.Kind != VariantKind.Object)
        {
            return false;
        }
        for (int i = 0; i < structure.Fields.Length; i++)
        {
            if (!value.TryGetField(System.Text.Encoding.UTF8.GetBytes(structure.Fields[i].Name), out var member))
            {
                ColumnValues.Set(target.Children[i], row, null);
            }
            else
            {
                WritePart(_children[i], member, target.Children[i], row);
            }
        }
        return true;
    }

    private bool TryWriteScalar(VariantValue value, Column target, int row)
    {
        if (Boxed(value) is not { } scalar)
        {
            return false;
        }
        var (source, result, kernel) = Scalar(scalar.Type);
        if (kernel is null)
        {
            return false;
        }
        source.Reset();
        result.Reset();
        ColumnValues.Set(source, 0, scalar.Value);
        kernel.Run(source, Selection.All(1), result);
        if (result.IsNull(0))
        {
            return false;
        }
        ColumnValues.Set(target, row, ColumnValues.Get(result, 0));
        return true;
    }

    /// <summary>Gets the cast of a scalar type to the target; without a kernel where no ANSI cast exists.</summary>
    private (Column Source, Column Target, CastKernel? Kernel) Scalar(DataType type)
    {
        if (!_scalars.TryGetValue(type, out var scalar))
        {
            bool legal = CastRules.CanCast(type, Target, EvaluationMode.Ansi);
            scalar = (Column.Create(type, 1, _site.Context.Memory), Column.Create(Target, 1, _site.Context.Memory), legal ? CastKernels.Find(_site.For(type, Target)) : null);
            _scalars.Add(type, scalar);
        }
        return scalar;
    }

    private static (object Value, DataType Type)? Boxed(VariantValue value)
    {
        switch (value.Kind)
        {
            case VariantKind.Boolean:
                return (value.Boolean, BooleanType.Instance);
            case VariantKind.Long:
                return (value.Int64, LongType.Instance);
            case VariantKind.Single:
                return (value.Single, FloatType.Instance);
            case VariantKind.Double:
                return (value.Double, DoubleType.Instance);
            case VariantKind.Decimal:
                value.GetDecimal(out Int128 unscaled, out int scale);
                int precision = Math.Max(Numerics.PowersOfTen.CountDigits((UInt128)Int128.Abs(unscaled)), Math.Max(1, scale));
                return (unscaled, new DecimalType(precision, scale));
            case VariantKind.Date:
                return (value.Days, DateType.Instance);
            case VariantKind.Timestamp:
                return (value.Int64, TimestampType.Instance);
            case VariantKind.TimestampNtz:
                return (value.Int64, TimestampNtzType.Instance);
            case VariantKind.Time:
                return (value.Int64 * Time.TimeUnits.NanosPerMicro, TimeType.Default);
            case VariantKind.String:
                return (value.Text.ToArray(), StringType.Instance);
            case VariantKind.Uuid:
                return (new Guid(value.Text, bigEndian: true).ToString(), StringType.Instance);
            case VariantKind.Binary:
                return (value.Text.ToArray(), BinaryType.Instance);
            default:
                return null;
        }
    }
}
