using System.Text.RegularExpressions;
using Gateway.Core.Errors;

namespace Gateway.Compute.Text;

/// <summary>A pattern of .NET's syntax that holds no thread for long, whatever the text.</summary>
/// <remarks>
/// A match that has started cannot be called back, and backtracking may take exponential time. So the backtracking engine, the
/// fastest for most patterns, gets a moment a match. A pattern that needed more goes on with the engine that never backtracks
/// and finds the same matches in linear time. Look-around, references and atomic groups are beyond that one: there
/// backtracking gets a second, longer try, after which the query fails.
/// </remarks>
internal sealed class BoundedRegex
{
    private const int RowsBeforeCompiling = 2_000;

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    /// <summary>Linear time is long for a text of gigabytes.</summary>
    private static readonly TimeSpan _linearLimit = TimeSpan.FromSeconds(60);

    private readonly string _pattern;
    private Regex _first;
    private Regex? _last;
    private int _rows;

    private BoundedRegex(string pattern)
    {
        _pattern = pattern;
        _first = Build(RegexOptions.None, _moment);
    }

    /// <summary>Makes the engines of a pattern; null when it is invalid.</summary>
    public static BoundedRegex? TryCreate(string pattern)
    {
        try
        {
            return new BoundedRegex(pattern);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Gives the engine to try first on a row. A pattern that has seen many rows repays being compiled.</summary>
    public Regex First()
    {
        if (++_rows == RowsBeforeCompiling && _first != _last)
        {
            _first = Build(RegexOptions.Compiled, _moment);
        }
        return _first;
    }

    /// <summary>Gives the engine to try after one that took too long.</summary>
    /// <exception cref="QueryException">There is none left.</exception>
    public Regex After(Regex failed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (failed == _last)
        {
            throw new QueryException(QueryException.Create("INTERNAL_ERROR", Origin.None, "SparkException", ("message", "A regular expression backtracked for too long.")));
        }
        return _last ??= Linear() ?? Build(RegexOptions.None, _patience);
    }

    private Regex? Linear()
    {
        try
        {
            return _first = Build(RegexOptions.NonBacktracking, _linearLimit);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private Regex Build(RegexOptions options, TimeSpan limit) => new(_pattern, options | RegexOptions.CultureInvariant, limit);
}
