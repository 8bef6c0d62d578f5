using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Translation;

/// <summary>Offers to translations what belongs to the session: parsers, settings, uploaded rows, kept DataFrames.</summary>
public interface ITranslationHost
{
    /// <summary>Gets how casts without a mode behave: ANSI or legacy.</summary>
    public EvaluationMode DefaultMode { get; }

    /// <summary>Parses one SQL expression, perhaps with an alias.</summary>
    public Expression ParseExpression(string text);

    /// <summary>Parses a table or function name of several parts.</summary>
    public ImmutableArray<string> ParseName(string text);

    /// <summary>Parses a type written as DDL text.</summary>
    public DataType ParseType(string text);

    /// <summary>Parses a schema written as DDL or as JSON text.</summary>
    public DataType ParseSchema(string text);

    /// <summary>Parses a SQL statement with its parameters.</summary>
    public LogicalPlan ParseSql(string text, IReadOnlyDictionary<string, Expression> named, ImmutableArray<Expression> positional);

    /// <summary>Reads an uploaded blob by the hash it is named by, or null.</summary>
    public byte[]? ReadCached(string hash);

    /// <summary>Finds a DataFrame that the session keeps, or null.</summary>
    public LogicalPlan? FindRemote(string id);

    /// <summary>Gets the session's id, for messages.</summary>
    public string SessionId { get; }

    /// <summary>Gets a setting's value.</summary>
    public string Setting(string key);
}
