using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing;

/// <summary>Reads Spark SQL text into unresolved plans, expressions, types and names.</summary>
/// <remarks>
/// Errors come in Spark's order: bad identifiers and syntax by position, then parameters, then what the builders refuse.
/// Callers run on a stack of 64 MiB; a text nested deeper than that holds is FAILED_TO_PARSE_TOO_COMPLEX.
/// </remarks>
public sealed class SqlParser(ParserSettings settings)
{
    public ParserSettings Settings { get; } = settings;

    /// <summary>Reads one statement or script. <c>${name}</c> is replaced first: offsets refer to the replaced text.</summary>
    public LogicalPlan ParsePlan(SqlText text, SqlParameters? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        string replaced = VariableSubstitution.Apply(text.Text, Settings.Configuration);
        return Run(replaced == text.Text ? text : text with { Text = replaced, Written = text.Text }, parameters, SyntaxEntry.Statement, static grammar => grammar.Statements.Single());
    }

    public LogicalPlan ParsePlan(string text, SqlParameters? parameters = null) => ParsePlan(new SqlText(text), parameters);

    /// <summary>Reads a query alone.</summary>
    public LogicalPlan ParseQuery(SqlText text, SqlParameters? parameters = null) => Run(text, parameters, SyntaxEntry.Query, static grammar => grammar.Queries.Query());

    /// <summary>Reads an expression with an optional alias.</summary>
    public Expression ParseExpression(SqlText text, SqlParameters? parameters = null) => Run(text, parameters, SyntaxEntry.Expression, static grammar => grammar.Expressions.NamedExpression());

    /// <summary>Reads a data type.</summary>
    public DataType ParseDataType(SqlText text) => Run(text, null, SyntaxEntry.DataType, static grammar => grammar.Types.DataType());

    /// <summary>Reads a list of columns: <c>a INT, b STRING NOT NULL COMMENT 'x'</c>.</summary>
    public StructType ParseTableSchema(SqlText text) => Run(text, null, SyntaxEntry.TableSchema, static grammar => grammar.Types.ColumnList());

    /// <summary>Reads a name of one or more parts.</summary>
    public ImmutableArray<string> ParseIdentifier(SqlText text) => Run(text, null, SyntaxEntry.MultipartIdentifier, static grammar => grammar.Names.Multipart());

    /// <summary>Reads the parameters of a routine: columns that may have defaults.</summary>
    public ImmutableArray<ColumnDefinition> ParseRoutineParameters(SqlText text) =>
        Run(text, null, SyntaxEntry.RoutineParameters, static grammar => new Statements.ColumnRules(grammar).Definitions(out _));

    private T Run<T>(SqlText text, SqlParameters? parameters, SyntaxEntry entry, Func<Grammar, T> read)
    {
        var tokens = Lexer.Tokenize(text.Text);
        var cursor = new TokenCursor(tokens, text, Settings);
        T result;
        try
        {
            result = read(new Grammar(cursor, this, parameters ?? SqlParameters.None));
            cursor.ExpectEnd();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new QueryException(QueryException.Create("FAILED_TO_PARSE_TOO_COMPLEX", Origin.None, "ParseException"));
        }

        SyntaxReport.ThrowIfIllegal(cursor, tokens, entry);
        return result;
    }
}

/// <summary>The rules a text may begin with.</summary>
public enum SyntaxEntry { Statement, Query, Expression, DataType, TableSchema, MultipartIdentifier, RoutineParameters }
