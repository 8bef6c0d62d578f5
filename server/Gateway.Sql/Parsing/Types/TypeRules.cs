using System.Collections.Immutable;
using System.Globalization;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Types;

/// <summary>Reads data types and column lists of schemas.</summary>
internal sealed class TypeRules(Grammar grammar)
{
    private static readonly string[] s_dayTimeFields = ["DAY", "HOUR", "MINUTE", "SECOND"];
    private readonly TokenCursor _cursor = grammar.Cursor;

    /// <summary>dataType</summary>
    public DataType DataType()
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        switch (_cursor.Kind)
        {
            case TokenKind.Array when !HasSize():
                _cursor.Advance();
                if (TryArguments(1) is [var element])
                {
                    return new ArrayType(element, true);
                }

                _cursor.Fault("INCOMPLETE_TYPE_DEFINITION.ARRAY", _cursor.SpanFrom(start), ("elementType", "<INT>"));
                return new ArrayType(NullType.Instance, true);
            case TokenKind.Map when !HasSize():
                _cursor.Advance();
                if (TryArguments(2) is [var key, var value])
                {
                    return new MapType(key, value, true);
                }

                _cursor.Fault("INCOMPLETE_TYPE_DEFINITION.MAP", _cursor.SpanFrom(start));
                return new MapType(NullType.Instance, NullType.Instance, true);
            case TokenKind.Struct when !HasSize():
                _cursor.Advance();
                return Struct(start);
            default:
                return Primitive(start);
        }
    }

    /// <summary>Types in angle brackets; empty if the sign is a comparison.</summary>
    private ImmutableArray<DataType> TryArguments(int count)
    {
        var mark = _cursor.Mark();
        if (!_cursor.Accept(TokenKind.Less))
        {
            return [];
        }

        var types = ImmutableArray.CreateBuilder<DataType>(count);
        types.Add(DataType());
        while (types.Count < count)
        {
            _cursor.Expect(TokenKind.Comma);
            types.Add(DataType());
        }

        _cursor.Expect(TokenKind.Greater);
        if (!_cursor.Failed)
        {
            return types.ToImmutable();
        }

        _cursor.Reset(mark);
        return [];
    }

    /// <summary>colTypeList</summary>
    public StructType ColumnList()
    {
        var columns = ImmutableArray.CreateBuilder<StructField>();
        do
        {
            columns.Add(Column(allowColon: false));
        }
        while (_cursor.Accept(TokenKind.Comma));
        return new StructType(columns.ToImmutable());
    }

    /// <summary>colType; in a struct a colon may stand between name and type.</summary>
    public StructField Column(bool allowColon)
    {
        string name = grammar.Names.CapturingIdentifier();
        if (allowColon)
        {
            _cursor.Accept(TokenKind.Colon);
        }

        var type = DataType();
        bool nullable = !NotNull();
        var metadata = Metadata.Empty;
        if (_cursor.At(TokenKind.Comment) && grammar.Literals.AtString(1))
        {
            _cursor.Advance();
            metadata = metadata.With("comment", grammar.Literals.StringValue());
        }

        return new StructField(name, type, nullable, metadata);
    }

    /// <summary>NOT NULL, when it is there.</summary>
    public bool NotNull()
    {
        if (!_cursor.AtAny(TokenKind.Not, TokenKind.Bang) || _cursor.Peek() != TokenKind.Null)
        {
            return false;
        }

        grammar.Expressions.RefuseBang();
        _cursor.Advance(2);
        return true;
    }

    /// <summary>Gives the type a cast has: CHAR and VARCHAR are STRING in expressions.</summary>
    public static DataType WithoutLengths(DataType type) => type switch
    {
        CharType { Collation: { } collation } => new StringType(collation),
        VarcharType { Collation: { } collation } => new StringType(collation),
        CharType or VarcharType => StringType.Instance,
        ArrayType array => array with { Element = WithoutLengths(array.Element) },
        MapType map => map with { Key = WithoutLengths(map.Key), Value = WithoutLengths(map.Value) },
        StructType { Fields.Length: > 0 } fields => new StructType(fields.Fields.Select(static member => member with { Type = WithoutLengths(member.Type) })),
        _ => type,
    };

    /// <summary>Puts a default collation into every STRING that was written without one.</summary>
    public static DataType WithCollation(DataType type, string collation) => type switch
    {
        _ when collation == StringType.Utf8Binary => type,
        StringType when ReferenceEquals(type, StringType.Instance) => new StringType(collation),
        CharType { Collation: null } text => text with { Collation = collation },
        VarcharType { Collation: null } text => text with { Collation = collation },
        ArrayType array => array with { Element = WithCollation(array.Element, collation) },
        MapType map => map with { Key = WithCollation(map.Key, collation), Value = WithCollation(map.Value, collation) },
        StructType { Fields.Length: > 0 } fields => new StructType(fields.Fields.Select(member => member with { Type = WithCollation(member.Type, collation) })),
        _ => type,
    };

    /// <summary>Gives the type a written cast has under the session's settings.</summary>
    public DataType CastType(DataType type) =>
        _cursor.Settings.Configuration.Get(ConfigurationKeys.PreserveCharVarcharTypeInfo) ? type : WithoutLengths(type);

    private StructType Struct(int start)
    {
        if (_cursor.Accept(TokenKind.NotEqual))
        {
            return StructType.Empty;
        }

        var mark = _cursor.Mark();
        if (!_cursor.Accept(TokenKind.Less))
        {
            return Incomplete(start);
        }

        if (_cursor.Accept(TokenKind.Greater))
        {
            return StructType.Empty;
        }

        var members = ImmutableArray.CreateBuilder<StructField>();
        do
        {
            members.Add(Column(allowColon: true));
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.Greater);
        if (!_cursor.Failed)
        {
            return new StructType(members.ToImmutable());
        }

        _cursor.Reset(mark);
        return Incomplete(start);
    }

    private StructType Incomplete(int start)
    {
        _cursor.Fault("INCOMPLETE_TYPE_DEFINITION.STRUCT", _cursor.SpanFrom(start));
        return StructType.Empty;
    }

    private bool HasSize() => _cursor.Peek() == TokenKind.LeftParen;

    private DataType Primitive(int start)
    {
        var kind = _cursor.Kind;
        if (!_cursor.IsIdentifier(kind) && !Keywords.IsKeyword(kind))
        {
            _cursor.Fail();
            return NullType.Instance;
        }

        string written = kind == TokenKind.BackquotedIdentifier ? _cursor.CurrentText : _cursor.CurrentText.ToUpperInvariant();
        if (kind == TokenKind.IdentifierKw && HasSize())
        {
            grammar.Names.Identifier();
            return Unsupported(written, [], start);
        }

        if (_cursor.IsIdentifier(kind))
        {
            _cursor.TakeName();
        }
        else
        {
            _cursor.Advance();
        }

        if (kind is TokenKind.Geography or TokenKind.Geometry && _cursor.At(TokenKind.LeftParen) && _cursor.Peek() == TokenKind.Any)
        {
            _cursor.Advance(2);
            _cursor.Expect(TokenKind.RightParen);
            return new SpatialType(kind == TokenKind.Geography, null);
        }

        if (kind == TokenKind.Interval && !_cursor.At(TokenKind.LeftParen))
        {
            return Interval(start);
        }

        var sizes = Sizes();
        return (kind, sizes) switch
        {
            (TokenKind.Tinyint or TokenKind.Byte, []) => ByteType.Instance,
            (TokenKind.Smallint or TokenKind.Short, []) => ShortType.Instance,
            (TokenKind.Int or TokenKind.Integer, []) => IntegerType.Instance,
            (TokenKind.Bigint or TokenKind.Long, []) => LongType.Instance,
            (TokenKind.Float or TokenKind.Real, []) => FloatType.Instance,
            (TokenKind.Double, []) => DoubleType.Instance,
            (TokenKind.Boolean, []) => BooleanType.Instance,
            (TokenKind.Date, []) => DateType.Instance,
            (TokenKind.Binary, []) => BinaryType.Instance,
            (TokenKind.Void, []) => NullType.Instance,
            (TokenKind.Variant, []) => VariantType.Instance,
            (TokenKind.String, []) => Collated(),
            (TokenKind.Char or TokenKind.Character, [var length]) => new CharType(length) { Collation = AcceptCollation() },
            (TokenKind.Varchar, [var length]) => new VarcharType(length) { Collation = AcceptCollation() },
            (TokenKind.Char or TokenKind.Character or TokenKind.Varchar, []) => MissingSize(written, start),
            (TokenKind.Decimal or TokenKind.Dec or TokenKind.Numeric, []) => DecimalType.UserDefault,
            (TokenKind.Decimal or TokenKind.Dec or TokenKind.Numeric, [var precision]) => Decimal(precision, 0),
            (TokenKind.Decimal or TokenKind.Dec or TokenKind.Numeric, [var precision, var scale]) => Decimal(precision, scale),
            (TokenKind.Timestamp, [] or [_]) => Timestamp(sizes),
            (TokenKind.TimestampLtz, [] or [_]) => Nanoseconds(sizes, true),
            (TokenKind.TimestampNtz, [] or [_]) => Nanoseconds(sizes, false),
            (TokenKind.Time, [] or [_]) => Time(sizes),
            (TokenKind.Geography or TokenKind.Geometry, [var srid]) => Spatial(kind == TokenKind.Geography, srid),
            _ => Unsupported(written, sizes, start),
        };
    }

    private static SpatialType Spatial(bool isGeography, int srid) => SpatialReferences.IsKnown(srid, isGeography)
        ? new SpatialType(isGeography, srid)
        : throw new QueryException("ST_INVALID_SRID_VALUE", ("srid", srid.ToString(System.Globalization.CultureInfo.InvariantCulture))).As("IllegalArgumentException");

    private int[] Sizes()
    {
        if (!_cursor.At(TokenKind.LeftParen) || !(_cursor.Peek() == TokenKind.IntegerValue || grammar.Literals.AtString(1)))
        {
            return [];
        }

        _cursor.Advance();
        var sizes = new List<int>();
        do
        {
            sizes.Add(grammar.Literals.Integer());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        return [.. sizes];
    }

    private NullType Unsupported(string name, int[] sizes, int start)
    {
        string text = sizes.Length == 0 ? name : name + "(" + string.Join(',', sizes.Select(static size => size.ToString(CultureInfo.InvariantCulture))) + ")";
        _cursor.Fault("UNSUPPORTED_DATATYPE", _cursor.SpanFrom(start), ("typeName", Quote.Type(text.Trim('`'))));
        return NullType.Instance;
    }

    private StringType MissingSize(string name, int start)
    {
        AcceptCollation();
        _cursor.Fault("DATATYPE_MISSING_SIZE", _cursor.SpanFrom(start), ("type", Quote.Type(name)));
        return StringType.Instance;
    }

    private StringType Collated() => AcceptCollation() is { } collation ? new StringType(collation) : StringType.Instance;

    private string? AcceptCollation()
    {
        if (!_cursor.At(TokenKind.Collate) || !_cursor.IsIdentifier(_cursor.Peek()))
        {
            return null;
        }

        _cursor.Advance();
        return CollationNames.Resolve(_cursor, grammar.Names.Multipart());
    }

    private DecimalType Decimal(int precision, int scale)
    {
        if (scale > precision)
        {
            _cursor.Fault("DECIMAL_SCALE_EXCEEDS_PRECISION", Origin.None, ("scale", Text(scale)), ("precision", Text(precision)));
            return DecimalType.UserDefault;
        }

        if (precision > DecimalType.MaxPrecision)
        {
            _cursor.Fault(new QueryException(QueryException.Create(
                "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", Origin.None, "SparkArithmeticException", ("precision", Text(precision)), ("maxPrecision", "38"))));
            return DecimalType.UserDefault;
        }

        return new DecimalType(precision, scale);
    }

    private DataType Timestamp(int[] sizes)
    {
        if (_cursor.At(TokenKind.With, TokenKind.Local, TokenKind.Time) && _cursor.Peek(3) == TokenKind.Zone)
        {
            _cursor.Advance(4);
            return Nanoseconds(sizes, true);
        }

        if (_cursor.Accept(TokenKind.Without, TokenKind.Time, TokenKind.Zone))
        {
            return Nanoseconds(sizes, false);
        }

        return Nanoseconds(sizes, _cursor.Settings.Configuration.Get(ConfigurationKeys.TimestampType) != "TIMESTAMP_NTZ");
    }

    private DataType Nanoseconds(int[] sizes, bool withZone)
    {
        if (sizes is [var precision])
        {
            if (precision is >= 7 and <= 9 && _cursor.Settings.Configuration.Get(ConfigurationKeys.NanosecondTimestamps))
            {
                return new TimestampNanosType(precision, withZone);
            }

            if (precision is >= 7 and <= 9)
            {
                _cursor.Fault(new QueryException(QueryException.Create(
                    "FEATURE_NOT_ENABLED", Origin.None, "SparkException",
                    ("featureName", "Nanosecond-precision timestamp types"), ("configKey", ConfigurationKeys.NanosecondTimestamps.Name), ("configValue", "true"))));
            }
            else if (precision != 6)
            {
                string type = withZone ? "TIMESTAMP_LTZ" : "TIMESTAMP_NTZ";
                _cursor.Fault(new QueryException(QueryException.Create(
                    "INVALID_TIMESTAMP_PRECISION", Origin.None, "SparkException", ("precision", Text(precision)), ("type", type))));
            }
        }

        return withZone ? TimestampType.Instance : TimestampNtzType.Instance;
    }

    private TimeType Time(int[] sizes)
    {
        _cursor.Accept(TokenKind.Without, TokenKind.Time, TokenKind.Zone);
        if (!_cursor.Settings.Configuration.Get(ConfigurationKeys.TimeTypeEnabled))
        {
            _cursor.Fault(new QueryException(QueryException.Create("UNSUPPORTED_TIME_TYPE", Origin.None, "AnalysisException")));
        }

        int precision = sizes is [var size] ? size : TimeType.Default.Precision;
        if (precision is < 0 or > 9)
        {
            _cursor.Fault(new QueryException(QueryException.Create("UNSUPPORTED_TIME_PRECISION", Origin.None, "SparkException", ("precision", Text(precision)))));
            return TimeType.Default;
        }

        return new TimeType(precision);
    }

    /// <summary>INTERVAL alone, or with its fields.</summary>
    private DataType Interval(int start)
    {
        if (_cursor.AtAny(TokenKind.Year, TokenKind.Month))
        {
            byte first = _cursor.At(TokenKind.Year) ? YearMonthIntervalType.Year : YearMonthIntervalType.Month;
            _cursor.Advance();
            if (!_cursor.Accept(TokenKind.To, TokenKind.Month))
            {
                return new YearMonthIntervalType(first, first);
            }

            if (first == YearMonthIntervalType.Month)
            {
                BadFields("MONTH", "MONTH", start);
            }

            return new YearMonthIntervalType(first, YearMonthIntervalType.Month);
        }

        int from = DayTimeField(_cursor.Kind);
        if (from < 0)
        {
            return CalendarIntervalType.Instance;
        }

        _cursor.Advance();
        int to = _cursor.At(TokenKind.To) ? DayTimeField(_cursor.Peek()) : -1;
        if (to < 1)
        {
            return new DayTimeIntervalType((byte)from, (byte)from);
        }

        _cursor.Advance(2);
        if (to <= from)
        {
            BadFields(s_dayTimeFields[from], s_dayTimeFields[to], start);
            return DayTimeIntervalType.Default;
        }

        return new DayTimeIntervalType((byte)from, (byte)to);
    }

    private void BadFields(string from, string to, int start) =>
        _cursor.Fault("INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION", _cursor.SpanFrom(start), ("input", ""), ("from", from.ToLowerInvariant()), ("to", to.ToLowerInvariant()));

    private static int DayTimeField(TokenKind kind) => kind switch
    {
        TokenKind.Day => 0,
        TokenKind.Hour => 1,
        TokenKind.Minute => 2,
        TokenKind.Second => 3,
        _ => -1,
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
