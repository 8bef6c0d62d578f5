using System.Buffers.Binary;
using System.Globalization;
using Gateway.Compute.Text;
using Gateway.Core.Errors;

namespace Gateway.Compute.Spatial;

/// <summary>Checks well-known binary and writes it again in one byte order.</summary>
/// <remarks>Format: OGC Simple Features 1.2.1, ISO type codes; the reasons of faults are Spark's, as clients see them as a parameter.</remarks>
internal ref struct WellKnownBinary
{
    private const int Point = 1;
    private const int LineString = 2;
    private const int Polygon = 3;
    private const int Collection = 7;
    private const int HeadBytes = 5;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isGeography;
    private readonly bool _writesLittleEndian;
    private readonly TextBuffer _output;
    private int _position;

    private WellKnownBinary(ReadOnlySpan<byte> bytes, bool isGeography, bool writesLittleEndian, TextBuffer output)
    {
        _bytes = bytes;
        _isGeography = isGeography;
        _writesLittleEndian = writesLittleEndian;
        _output = output;
    }

    /// <summary>Appends a geometry in the byte order asked for; what follows the geometry is dropped.</summary>
    /// <param name="isGeography">Whether coordinates have to be degrees.</param>
    public static void Rewrite(ReadOnlySpan<byte> bytes, bool isGeography, bool littleEndian, TextBuffer output)
    {
        if (bytes.IsEmpty)
        {
            throw Fault("WKB data is empty or null", 0);
        }
        if (bytes.Length < HeadBytes)
        {
            throw Fault("Unexpected end of WKB buffer", 0);
        }
        new WellKnownBinary(bytes, isGeography, littleEndian, output).Geometry(-1);
    }

    /// <returns>The base type.</returns>
    private int Geometry(int layoutAbove)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Need(1);
        byte order = _bytes[_position++];
        if (order > 1)
        {
            throw Fault("Invalid byte order " + ((sbyte)order).ToString(CultureInfo.InvariantCulture), _position - 1);
        }
        bool little = order == 1;
        _output.Append(_writesLittleEndian ? (byte)1 : (byte)0);
        int at = _position;
        int code = Integer(little);
        int type = code % 1000;
        int layout = code / 1000;
        if (code < 0 || type is < Point or > Collection || layout > 3 || (layoutAbove >= 0 && layout != layoutAbove))
        {
            throw Fault("Invalid or unsupported type " + code.ToString(CultureInfo.InvariantCulture), at);
        }
        int dimensions = layout switch { 0 => 2, 3 => 4, _ => 3 };
        switch (type)
        {
            case Point:
                Coordinates(dimensions, little, mayBeEmpty: true, out _, out _);
                break;
            case LineString:
                at = _position;
                int points = Count("LineString points", 8 * dimensions, little);
                if (points == 1)
                {
                    throw Fault("Too few points in linestring", at);
                }
                for (int i = 0; i < points; i++)
                {
                    Coordinates(dimensions, little, mayBeEmpty: false, out _, out _);
                }
                break;
            case Polygon:
                for (int rings = Count("polygon rings", 4, little); rings > 0; rings--)
                {
                    Ring(dimensions, little);
                }
                break;
            default:
                Members(type, layout, little);
                break;
        }
        return type;
    }

    private void Members(int type, int layout, bool little)
    {
        string name = type switch
        {
            4 => "MultiPoint points",
            5 => "MultiLineString line strings",
            6 => "MultiPolygon polygons",
            _ => "GeometryCollection geometries",
        };
        for (int members = Count(name, HeadBytes, little); members > 0; members--)
        {
            int member = Geometry(layout);
            if (type != Collection && member != type - 3)
            {
                throw Fault(type switch
                {
                    4 => "Expected Point in MultiPoint",
                    5 => "Expected LineString in MultiLineString",
                    _ => "Expected Polygon in MultiPolygon",
                }, _position);
            }
        }
    }

    private void Ring(int dimensions, bool little)
    {
        int at = _position;
        int points = Count("ring points", 8 * dimensions, little);
        double firstX = 0;
        double firstY = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < points; i++)
        {
            Coordinates(dimensions, little, mayBeEmpty: false, out x, out y);
            if (i == 0)
            {
                (firstX, firstY) = (x, y);
            }
        }
        if (points < 4)
        {
            throw Fault("Too few points in ring", at);
        }
        if (firstX != x || firstY != y)
        {
            throw Fault("Ring is not closed", at);
        }
    }

    private void Coordinates(int dimensions, bool little, bool mayBeEmpty, out double x, out double y)
    {
        int at = _position;
        x = Number(little, mayBeEmpty);
        y = Number(little, mayBeEmpty);
        bool empty = double.IsNaN(x) || double.IsNaN(y);
        for (int i = 2; i < dimensions; i++)
        {
            empty |= double.IsNaN(Number(little, mayBeEmpty));
        }
        if (_isGeography && !empty && !(x is >= -180 and <= 180 && y is >= -90 and <= 90))
        {
            throw Fault("Invalid coordinate value found", at);
        }
    }

    private double Number(bool little, bool mayBeEmpty)
    {
        Need(8);
        var bytes = _bytes.Slice(_position, 8);
        long bits = little ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes);
        double value = BitConverter.Int64BitsToDouble(bits);
        if (double.IsInfinity(value) || (!mayBeEmpty && double.IsNaN(value)))
        {
            throw Fault("Invalid coordinate value found", _position);
        }
        _position += 8;
        var target = _output.Reserve(8);
        if (_writesLittleEndian)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target, bits);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(target, bits);
        }
        _output.Advance(8);
        return value;
    }

    private int Count(string name, int leastBytes, bool little)
    {
        int at = _position;
        int count = Integer(little);
        if (count < 0)
        {
            throw Fault($"Invalid count for {name}: {count.ToString(CultureInfo.InvariantCulture)}", at);
        }
        return count > (_bytes.Length - _position) / leastBytes ? throw Fault($"Invalid count for {name}: exceeds remaining bytes", at) : count;
    }

    private int Integer(bool little)
    {
        Need(4);
        var bytes = _bytes.Slice(_position, 4);
        int value = little ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt32BigEndian(bytes);
        _position += 4;
        var target = _output.Reserve(4);
        if (_writesLittleEndian)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(target, value);
        }
        _output.Advance(4);
        return value;
    }

    private readonly void Need(int count)
    {
        if (_bytes.Length - _position < count)
        {
            throw Fault("Unexpected end of WKB buffer", _position);
        }
    }

    private static QueryException Fault(string reason, int position) =>
        new("WKB_PARSE_ERROR", ("parseError", reason), ("pos", position.ToString(CultureInfo.InvariantCulture)));
}
