using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Expressions;
using Gateway.Compute.Kernels;
using Gateway.Compute.Text;
using Gateway.Core.Columns;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Nested;

/// <summary><c>parse_json</c> and <c>try_parse_json</c>: strict JSON; text behind the value is not looked at.</summary>
internal sealed unsafe class ParseJsonFunction(BoundCall site, bool raises) : ColumnFunction(site)
{
    private readonly JsonLeniency _strict = new() { AllowSingleQuotes = false };
    private readonly bool _allowsDuplicates = site.Context.Settings.Configuration.GetValueOrDefault("spark.sql.variant.allowDuplicateKeys", "false") == "true";
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _scratch = new();
    private readonly byte[] _containers = new byte[JsonTokenizer.MaxDepth];

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
            var text = StringView.Span(ref arguments[0].Read<StringView>()[row]);
            var tokenizer = new JsonTokenizer(Utf8Text.Decoded(text), _strict, _scratch, _containers);
            _builder.Clear();
            if (tokenizer.Read() is JsonToken.None or JsonToken.Error || !_builder.TryAppendJson(ref tokenizer, _allowsDuplicates))
            {
                if (raises)
                {
                    throw RecordMode.Failure(Encoding.UTF8.GetString(text));
                }
                NullRow.Set(result, row);
                continue;
            }
            VariantColumn.Write(result, row, _builder, _scratch);
        }
    }
}

/// <summary>The questions asked of whole variants.</summary>
internal enum VariantTest { IsNull, IsValid }

/// <summary><c>is_variant_null</c> (false for SQL NULL) and <c>is_valid_variant</c>.</summary>
internal sealed unsafe class VariantTestFunction(BoundCall site, VariantTest test) : ColumnFunction(site)
{
    private readonly TextBuffer _scratch = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        byte* truth = result.Data<byte>();
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            truth[row] = 0;
            if (arguments[0].IsNull(row))
            {
                if (test == VariantTest.IsValid)
                {
                    result.SetNull(row);
                }
                continue;
            }
            var value = VariantColumn.Read(arguments[0], row);
            _scratch.Clear();
            bool holds = test == VariantTest.IsNull ? value.Kind == VariantKind.Null : VariantText.TryAppendJson(value, Time.TimeZoneRules.Utc, _scratch);
            truth[row] = holds ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>The value at a path of a variant; NULL when the path leads nowhere. A path that is none raises, even for the try_ form.</summary>
internal sealed unsafe class VariantAtPathFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly VariantPaths _paths = new("INVALID_VARIANT_GET_PATH", site.Call.CalledName);
    private readonly VariantBuilder _builder = new();
    private readonly TextBuffer _scratch = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result)
    {
        for (int i = 0; i < selection.Count; i++)
        {
            int row = selection[i];
            if (arguments[0].IsNull(row) || arguments[1].IsNull(row) ||
                !_paths.Find(StringView.Span(ref arguments[1].Read<StringView>()[row])).TryFollow(VariantColumn.Read(arguments[0], row), out var found))
            {
                NullRow.Set(result, row);
                continue;
            }
            _builder.Clear();
            _builder.AppendVariant(found);
            VariantColumn.Write(result, row, _builder, _scratch);
        }
    }
}

/// <summary>Compiles paths, keeping the latest.</summary>
internal sealed class VariantPaths(string condition, string function)
{
    private byte[]? _text;
    private VariantPath? _path;

    public VariantPath Find(ReadOnlySpan<byte> text)
    {
        if (_text is null || !text.SequenceEqual(_text))
        {
            _text = text.ToArray();
            if (!VariantPath.TryCompile(text, out _path))
            {
                _path = null;
            }
        }
        return _path ?? throw Failure(text);
    }

    public QueryException Failure(ReadOnlySpan<byte> text) =>
        new QueryException(condition, ("path", Encoding.UTF8.GetString(text)), ("functionName", Quote.Id(function))).As("SparkRuntimeException");
}

/// <summary><c>to_variant_object</c>.</summary>
internal sealed class ToVariantObjectFunction(BoundCall site) : ColumnFunction(site)
{
    private readonly Casts.ToVariantKernel _kernel = new();

    protected override void Compute(Batch batch, Column[] arguments, Selection selection, Column result) => _kernel.Run(arguments[0], selection, result);
}

/// <summary><c>schema_of_variant</c>.</summary>
internal sealed unsafe class SchemaOfVariantFunction(BoundCall site) : ColumnFunction(site)
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
            string schema = VariantSchema.Print(VariantSchema.Of(VariantColumn.Read(arguments[0], row)));
            result.Data<StringView>()[row] = result.Heap.Add(Encoding.UTF8.GetBytes(schema));
        }
    }
}

/// <summary>Infers and merges the schemas of variants. Objects are held as structs.</summary>
internal static class VariantSchema
{
    public static DataType Of(VariantValue value)
    {
        switch (value.Kind)
        {
            case VariantKind.Null:
                return NullType.Instance;
            case VariantKind.Boolean:
                return BooleanType.Instance;
            case VariantKind.Long:
                return LongType.Instance;
            case VariantKind.Single:
                return FloatType.Instance;
            case VariantKind.Double:
                return DoubleType.Instance;
            case VariantKind.Decimal:
                value.GetDecimal(out var unscaled, out int scale);
                int digits = Int128.Abs(unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
                return new DecimalType(Math.Max(digits, scale), scale);
            case VariantKind.Date:
                return DateType.Instance;
            case VariantKind.Timestamp:
                return TimestampType.Instance;
            case VariantKind.TimestampNtz:
                return TimestampNtzType.Instance;
            case VariantKind.Time:
                return TimeType.Default;
            case VariantKind.Binary:
                return BinaryType.Instance;
            case VariantKind.Object:
                var fields = new List<StructField>(value.Count);
                for (int i = 0; i < value.Count; i++)
                {
                    fields.Add(new StructField(Encoding.UTF8.GetString(value.KeyAt(i)), Of(value.ElementAt(i)), true));
                }
                return new StructType(fields);
            case VariantKind.Array:
                DataType element = NullType.Instance;
                for (int i = 0; i < value.Count; i++)
                {
                    element = Merge(element, Of(value.ElementAt(i)));
                }
                return new ArrayType(element, true);
            default:
                return StringType.Instance;
        }
    }

    /// <summary>Finds the schema of values of both; VARIANT where they do not fit.</summary>
    public static DataType Merge(DataType left, DataType right)
    {
        if (left.Equals(right))
        {
            return left;
        }
        switch (left, right)
        {
            case (NullType, _):
                return right;
            case (_, NullType):
                return left;
            case (ArrayType a, ArrayType b):
                return new ArrayType(Merge(a.Element, b.Element), true);
            case (StructType a, StructType b):
                var fields = new SortedDictionary<string, DataType>(StringComparer.Ordinal);
                foreach (var member in a.Fields.Concat(b.Fields))
                {
                    fields[member.Name] = fields.TryGetValue(member.Name, out var known) ? Merge(known, member.Type) : member.Type;
                }
                return new StructType(fields.Select(static pair => new StructField(pair.Key, pair.Value, true)));
            case (NumericType, NumericType):
                return Number(left, right);
            case (TimestampType or TimestampNtzType or DateType, TimestampType or TimestampNtzType or DateType):
                return Coercion.WidestType.Tightest(left, right, ansi: false) ?? VariantType.Instance;
            default:
                return VariantType.Instance;
        }
    }

    public static string Print(DataType type) => type switch
    {
        StructType structure => "OBJECT<" + string.Join(", ", structure.Fields.Select(static member => IdentifierText.QuoteIfNeeded([member.Name]) + ": " + Print(member.Type))) + ">",
        ArrayType array => "ARRAY<" + Print(array.Element) + ">",
        _ => TypeText.Sql(type),
    };

    private static DataType Number(DataType left, DataType right)
    {
        if (left is FractionalType || right is FractionalType)
        {
            return left is FloatType && right is FloatType ? left : DoubleType.Instance;
        }
        var (a, b) = (AsDecimal(left), AsDecimal(right));
        int scale = Math.Max(a.Scale, b.Scale);
        int whole = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale);
        return whole + scale > Numerics.DecimalTypeRules.MaxPrecision ? DoubleType.Instance : new DecimalType(whole + scale, scale);
    }

    private static DecimalType AsDecimal(DataType type) => type as DecimalType ?? new DecimalType(20, 0);
}
