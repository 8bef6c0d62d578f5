using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Queries;

/// <summary>Reads queries: WITH, set operations by precedence, pipes, and the clauses that belong to the whole.</summary>
internal sealed class QueryRules(Grammar grammar)
{
    private const int UnionLevel = 1, IntersectLevel = 2;

    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly Dictionary<int, Remembered> _parenthesized = [];
    private readonly HashSet<int> _known = [];

    private sealed record Remembered(LogicalPlan? Plan, int End, List<QueryException> Faults);

    /// <summary>query</summary>
    public LogicalPlan Query()
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        return _cursor.At(TokenKind.With) ? With(start, Body) : Body();
    }

    /// <summary>Reads a query without its WITH.</summary>
    public LogicalPlan Body()
    {
        var term = Term(0);
        return Organization(term);
    }

    /// <summary>ctes: what follows them is read by <paramref name="body"/>; its errors come first.</summary>
    public LogicalPlan With(int start, Func<LogicalPlan> body)
    {
        int definitionFaults = _cursor.FaultCount;
        _cursor.Expect(TokenKind.With);
        bool recursive = _cursor.At(TokenKind.Recursive) && _cursor.IsIdentifier(_cursor.Peek()) && _cursor.Peek() != TokenKind.As;
        if (recursive)
        {
            _cursor.Advance();
        }

        var definitions = ImmutableArray.CreateBuilder<CteDefinition>();
        bool limitWithoutRecursion = false;
        do
        {
            var definition = Definition();
            limitWithoutRecursion |= definition.MaxLevels is not null && !recursive;
            definitions.Add(definition);
        }
        while (_cursor.Accept(TokenKind.Comma));
        int bodyFaults = _cursor.FaultCount;
        var plan = body();
        var span = _cursor.SpanFrom(start);
        _cursor.MoveFaults(bodyFaults, definitionFaults);
        if (limitWithoutRecursion)
        {
            _cursor.Fault("_LEGACY_ERROR_TEMP_0035", span, ("message", "Cannot specify MAX RECURSION LEVEL when the CTE is not marked as RECURSIVE"));
        }

        string[] duplicates = [.. definitions.GroupBy(static definition => definition.Name.ToLowerInvariant()).Where(static group => group.Count() > 1).Select(static group => Quote.Id(group.Key))];
        if (duplicates.Length > 0)
        {
            _cursor.Fault("DUPLICATED_CTE_NAMES", span, ("duplicateNames", string.Join(", ", duplicates)));
        }

        return new UnresolvedWith(plan, definitions.ToImmutable(), recursive) { Origin = span };
    }

    /// <summary>Tells that a parenthesis is already known to hold no list of expressions.</summary>
    public bool IsKnownQuery(int token) => _known.Contains(token);

    public void ExpectQuery(int token) => _known.Add(token);

    /// <summary>Tries '(' query ')'. Each place is tried once: what was found is remembered.</summary>
    public bool TryParenthesizedQuery([NotNullWhen(true)] out LogicalPlan? plan)
    {
        int start = _cursor.Index;
        if (_parenthesized.TryGetValue(start, out var remembered))
        {
            plan = remembered.Plan;
            if (plan is null)
            {
                return false;
            }

            _cursor.JumpTo(remembered.End);
            _cursor.AddFaults(remembered.Faults);
            return true;
        }

        var mark = _cursor.Mark();
        _cursor.Expect(TokenKind.LeftParen);
        var query = Query();
        _cursor.Expect(TokenKind.RightParen);
        if (_cursor.Failed)
        {
            _cursor.Reset(mark);
            _parenthesized[start] = new Remembered(null, start, []);
            plan = null;
            return false;
        }

        _parenthesized[start] = new Remembered(query, _cursor.Index, _cursor.FaultsSince(mark.Faults));
        plan = query;
        return true;
    }

    /// <summary>queryOrganization: ORDER BY to OFFSET over the whole query.</summary>
    public LogicalPlan Organization(LogicalPlan plan) => new QueryResultClauses(grammar).Read(plan);

    /// <summary>queryTerm: INTERSECT binds tighter than UNION and EXCEPT, pipes bind least.</summary>
    private LogicalPlan Term(int lowest)
    {
        int start = _cursor.Index;
        var left = Primary();
        while (!_cursor.Failed)
        {
            int level = Level();
            if (level >= 0 && level >= lowest && level > 0)
            {
                left = SetOperation(start, left, level);
            }
            else if (lowest == 0 && grammar.Pipes.AtPipe)
            {
                left = grammar.Pipes.Operator(start, left);
            }
            else
            {
                return left;
            }
        }

        return left;
    }

    private int Level()
    {
        bool legacy = _cursor.Settings.Configuration.Get(Core.Configuration.ConfigurationKeys.LegacySetOperationPrecedence);
        return _cursor.Kind switch
        {
            TokenKind.Intersect => legacy ? UnionLevel : IntersectLevel,
            TokenKind.Union or TokenKind.Except or TokenKind.SetMinus => UnionLevel,
            _ => 0,
        };
    }

    private SetOperation SetOperation(int start, LogicalPlan left, int level)
    {
        var (kind, all) = SetOperator();
        var right = Term(level + 1);
        return new SetOperation(left, right, kind, all) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>Reads the words of a set operation.</summary>
    public (SetOperationKind Kind, bool All) SetOperator()
    {
        var kind = _cursor.Kind switch
        {
            TokenKind.Union => SetOperationKind.Union,
            TokenKind.Intersect => SetOperationKind.Intersect,
            _ => SetOperationKind.Except,
        };
        _cursor.Advance();
        bool all = _cursor.Accept(TokenKind.All);
        if (!all)
        {
            _cursor.Accept(TokenKind.Distinct);
        }

        return (kind, all);
    }

    /// <summary>queryPrimary</summary>
    public LogicalPlan Primary()
    {
        TokenCursor.GuardDepth();
        int start = _cursor.Index;
        switch (_cursor.Kind)
        {
            case TokenKind.LeftParen:
                if (TryParenthesizedQuery(out var plan))
                {
                    return plan;
                }

                _cursor.Fail();
                return new OneRowRelation();
            case TokenKind.Select:
                return grammar.Selects.Specification();
            case TokenKind.Map or TokenKind.Reduce:
                return grammar.Transforms.Read(start, null);
            case TokenKind.From:
                return grammar.Selects.FromStatement();
            case TokenKind.Values:
                return grammar.Relations.InlineTable();
            case TokenKind.Table:
                _cursor.Advance();
                var reference = grammar.Names.Reference();
                return grammar.Relations.Relation(reference);
            default:
                _cursor.Fail();
                return new OneRowRelation();
        }
    }

    private CteDefinition Definition()
    {
        int start = _cursor.Index;
        string name = grammar.Names.CapturingIdentifier();
        ImmutableArray<string> columns = [];
        if (_cursor.At(TokenKind.LeftParen) && IsColumnList())
        {
            columns = grammar.Names.List();
        }

        int? maxLevels = null;
        if (_cursor.Accept(TokenKind.Max, TokenKind.Recursion, TokenKind.Level))
        {
            maxLevels = grammar.Literals.Integer();
        }

        _cursor.Accept(TokenKind.As);
        if (!_cursor.At(TokenKind.LeftParen) || !TryParenthesizedQuery(out var plan))
        {
            _cursor.Fail();
            plan = new OneRowRelation();
        }

        return new CteDefinition(name, plan, columns, maxLevels) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>Tells a list of names from a query in parentheses: behind a list stands AS, MAX or the query.</summary>
    private bool IsColumnList()
    {
        int ahead = 1;
        while (_cursor.Peek(ahead) is not (TokenKind.RightParen or TokenKind.LeftParen or TokenKind.EndOfInput))
        {
            ahead++;
        }

        return _cursor.Peek(ahead) == TokenKind.RightParen && _cursor.Peek(ahead + 1) is TokenKind.As or TokenKind.LeftParen or TokenKind.Max;
    }
}
