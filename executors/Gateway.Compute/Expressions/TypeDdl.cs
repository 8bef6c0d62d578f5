using System.Collections.Concurrent;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Reads types and column lists from their text. The SQL front end, which knows the grammar, provides the readers once at start.</summary>
public static class TypeDdl
{
    private const int CacheLimit = 1_000;

    private static readonly ConcurrentDictionary<(string Text, bool IsLocal), DataType> _known = new();
    private static Func<string, bool, DataType>? _readType;
    private static Func<string, bool, DataType>? _readColumns;

    /// <param name="readType">Reads a type, and whether TIMESTAMP has no zone; raises the syntax error that is shown when nothing reads the text.</param>
    /// <param name="readColumns">Reads a list of columns as a struct.</param>
    public static void Provide(Func<string, bool, DataType> readType, Func<string, bool, DataType> readColumns)
    {
        _readType = readType;
        _readColumns = readColumns;
    }

    /// <summary>Reads a schema: a JSON type, a type or a list of columns.</summary>
    /// <param name="isLocal">Whether TIMESTAMP means TIMESTAMP_NTZ.</param>
    /// <exception cref="QueryException">The text is none of these; raised with the given origin.</exception>
    public static DataType Parse(string text, Origin origin, bool isLocal = false)
    {
        if (_known.TryGetValue((text, isLocal), out var known))
        {
            return known;
        }
        var type = Read(text, origin, isLocal);
        if (_known.Count < CacheLimit)
        {
            _known.TryAdd((text, isLocal), type);
        }
        return type;
    }

    private static DataType Read(string text, Origin origin, bool isLocal)
    {
        if (text.AsSpan().TrimStart() is ['{' or '"', ..])
        {
            try
            {
                return TypeJson.Parse(text);
            }
            catch (Exception failure) when (failure is System.Text.Json.JsonException or QueryException)
            {
                // Not JSON after all: the grammar words the error.
            }
        }
        try
        {
            return _readColumns!(text, isLocal);
        }
        catch (QueryException)
        {
            // A single type is no column list; its own error counts.
        }
        try
        {
            return _readType!(text, isLocal);
        }
        catch (QueryException failure)
        {
            throw new QueryException(failure.Error with { Contexts = QueryContext.Of(origin, "AnalysisException"), JavaClass = "AnalysisException" });
        }
    }
}
