using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads one statement, choosing its family by its first words.</summary>
internal sealed class StatementRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly SettingRules _settings = new(grammar);
    private readonly VariableRules _variables = new(grammar);
    private readonly CreateRules _create = new(grammar);
    private readonly AlterRules _alter = new(grammar);
    private readonly DropRules _drop = new(grammar);
    private readonly ShowRules _show = new(grammar);
    private readonly DescribeRules _describe = new(grammar);
    private readonly WriteRules _write = new(grammar);
    private readonly MaintenanceRules _maintenance = new(grammar);
    private readonly NativeCommandRules _native = new(grammar);

    /// <summary>compoundOrSingleStatement</summary>
    public LogicalPlan Single()
    {
        if (_cursor.At(TokenKind.Begin))
        {
            return new ScriptRules(grammar).Script();
        }

        var plan = WithSettings();
        while (_cursor.Accept(TokenKind.Semicolon))
        {
        }

        _cursor.ExpectEnd();
        return plan;
    }

    /// <summary>statement or setResetStatement</summary>
    public LogicalPlan WithSettings()
    {
        if (_cursor.At(TokenKind.Set) && !(_cursor.Peek() == TokenKind.Catalog && grammar.Lookahead.StartsOperand(2)))
        {
            return _settings.Set();
        }

        return _cursor.At(TokenKind.Reset) ? _settings.Reset() : Statement();
    }

    /// <summary>statement</summary>
    public LogicalPlan Statement()
    {
        int start = _cursor.Index;
        int faults = _cursor.FaultCount;
        var plan = Dispatch(start);
        int complaints = _cursor.FaultCount;
        grammar.Properties.Report(start);
        _cursor.MoveFaults(complaints, faults);
        return plan;
    }

    private LogicalPlan Dispatch(int start)
    {
        if (_native.TryRead() is { } refused)
        {
            return refused;
        }

        switch (_cursor.Kind)
        {
            case TokenKind.With:
                return grammar.Queries.With(start, () => _write.StartsWrite ? _write.Write() : grammar.Queries.Body());
            case TokenKind.Insert or TokenKind.Delete or TokenKind.Update or TokenKind.Merge:
                return _write.Write();
            case TokenKind.From:
                return _write.StartsWrite ? _write.Write() : grammar.Queries.Query();
            case TokenKind.Execute when _cursor.Peek() == TokenKind.Immediate:
                return _variables.ExecuteImmediate();
            case TokenKind.Set:
                return _settings.Catalog();
            case TokenKind.Use:
                return _settings.Use();
            case TokenKind.Create or TokenKind.Replace:
                return _create.Create();
            case TokenKind.Alter:
                return _alter.Alter();
            case TokenKind.Drop:
                return _drop.Drop();
            case TokenKind.Declare:
                return _variables.Declare();
            case TokenKind.Open or TokenKind.Fetch or TokenKind.Close:
                return _variables.Cursor();
            case TokenKind.Explain:
                return _describe.Explain();
            case TokenKind.Show:
                return _show.Show();
            case TokenKind.Desc or TokenKind.Describe:
                return _describe.Describe();
            case TokenKind.Comment or TokenKind.Refresh or TokenKind.Cache or TokenKind.Uncache or TokenKind.Clear or TokenKind.Load or TokenKind.Truncate
                or TokenKind.Msck or TokenKind.Repair or TokenKind.Add or TokenKind.List or TokenKind.Analyze or TokenKind.Call:
                return _maintenance.Read();
            default:
                return grammar.Queries.Query();
        }
    }

    /// <summary>IF NOT EXISTS, when it is there.</summary>
    public bool IfNotExists()
    {
        if (!(_cursor.At(TokenKind.If) && _cursor.Peek() is TokenKind.Not or TokenKind.Bang && _cursor.Peek(2) == TokenKind.Exists))
        {
            return false;
        }

        _cursor.Advance();
        grammar.Expressions.RefuseBang();
        _cursor.Advance(2);
        return true;
    }

    /// <summary>IF EXISTS, when it is there.</summary>
    public bool IfExists() => _cursor.Accept(TokenKind.If, TokenKind.Exists);

    /// <summary>DATABASE, SCHEMA or NAMESPACE before a name.</summary>
    public bool AtNamespaceWord(int ahead) => _cursor.Peek(ahead) is TokenKind.Database or TokenKind.Schema or TokenKind.Namespace;

    /// <summary>partitionSpec</summary>
    public PartitionSpec Partition()
    {
        int start = _cursor.Index;
        _cursor.Expect(TokenKind.Partition, TokenKind.LeftParen);
        var entries = ImmutableArray.CreateBuilder<(string, Compute.Expressions.Expression?)>();
        bool hasDefault = false;
        do
        {
            string name = grammar.Names.Identifier();
            Compute.Expressions.Expression? value = null;
            if (_cursor.Accept(TokenKind.Equal))
            {
                if (_cursor.At(TokenKind.Default) && _cursor.Peek() is TokenKind.Comma or TokenKind.RightParen)
                {
                    hasDefault = true;
                    _cursor.Advance();
                }
                else
                {
                    value = grammar.Primaries.Constant();
                }
            }

            entries.Add((name, value));
        }
        while (_cursor.Accept(TokenKind.Comma));
        _cursor.Expect(TokenKind.RightParen);
        var span = _cursor.SpanFrom(start);
        if (hasDefault)
        {
            _cursor.Fault("REF_DEFAULT_VALUE_IS_NOT_ALLOWED_IN_PARTITION", span);
        }

        grammar.Properties.RefuseDuplicates(entries.Select(static entry => entry.Item1), span);
        return new PartitionSpec(entries.ToImmutable()) { Origin = span };
    }

    public PartitionSpec? OptionalPartition() => _cursor.At(TokenKind.Partition, TokenKind.LeftParen) ? Partition() : null;

    /// <summary>A partition whose columns must all have values.</summary>
    public PartitionSpec FullPartition()
    {
        var spec = Partition();
        if (spec.Entries.FirstOrDefault(static entry => entry.Value is null) is { Name: { } open })
        {
            _cursor.Fault("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", spec.Origin, ("partKey", Quote.Id(open)));
        }

        return spec;
    }

    public PartitionSpec? OptionalFullPartition() => _cursor.At(TokenKind.Partition, TokenKind.LeftParen) ? FullPartition() : null;

    /// <summary>Reads a query that ends the statement, with its text as written.</summary>
    public (LogicalPlan Query, string Text) QueryWithText()
    {
        int start = _cursor.Index;
        var query = grammar.Queries.Query();
        return (query, _cursor.TextBetween(start, _cursor.Index - 1));
    }

    /// <summary>Takes every token up to the end of the statement.</summary>
    public void SkipRest()
    {
        while (!_cursor.At(TokenKind.EndOfInput) && !(grammar.Lookahead.InScript && _cursor.At(TokenKind.Semicolon)))
        {
            _cursor.Advance();
        }
    }
}
