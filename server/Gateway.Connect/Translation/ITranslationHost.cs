using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Translation;

/// <summary>Offers to translations what belongs to the session: parsers, settings, uploaded rows, kept DataFrames.</summary>
public interface ITranslationHost
{
    /// <summary>Gets how casts without a mode behave: ANSI or legacy.</summary>
    EvaluationMode DefaultMode { get; }

    /// <summary>Parses one SQL expression, perhaps with an alias.</summary>
    Expression ParseExpression(string text);

    /// <summary>Parses a table or function name of several parts.</summary>
    ImmutableArray<string> ParseName(string text);

    /// <summary>Parses columns or a type written as DDL text.</summary>
    DataType ParseType(string text);

    /// <summary>Parses the type that a cast names.</summary>
    DataType ParseDataType(string text);

    /// <summary>Parses a schema written as DDL or as JSON text.</summary>
    DataType ParseSchema(string text);

    /// <summary>Parses a SQL statement with its parameters.</summary>
    LogicalPlan ParseSql(string text, IReadOnlyDictionary<string, Expression> named, ImmutableArray<Expression> positional);

    /// <summary>Reads an uploaded blob by the hash it is named by, or null.</summary>
    byte[]? ReadCached(string hash);

    /// <summary>Makes a relation of Arrow IPC streams, one after another; without streams an empty one.</summary>
    /// <param name="schema">What the columns are named and cast to by position; null takes the data's own.</param>
    LogicalPlan ReadArrow(IReadOnlyList<ReadOnlyMemory<byte>> streams, StructType? schema);

    /// <summary>Makes the relation that answers a catalog call.</summary>
    LogicalPlan Catalog(Proto.Catalog call);

    /// <summary>Finds a DataFrame that the session keeps, or null.</summary>
    LogicalPlan? FindRemote(string id);

    /// <summary>Gets the session's id, for messages.</summary>
    string SessionId { get; }

    /// <summary>Gets a setting's value.</summary>
    string Setting(string key);

    /// <summary>Tells whether a table's rows are kept.</summary>
    bool IsCached(ImmutableArray<string> table);

    /// <summary>Keeps a table's rows.</summary>
    /// <param name="level">Where, or null for the default.</param>
    void Cache(ImmutableArray<string> table, Proto.StorageLevel? level);

    void Uncache(ImmutableArray<string> table);

    /// <summary>Keeps no rows any more.</summary>
    void ClearCache();
}
