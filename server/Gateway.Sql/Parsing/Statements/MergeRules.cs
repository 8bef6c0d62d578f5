using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads MERGE, and the targets and assignments it shares with UPDATE and DELETE.</summary>
internal sealed class MergeRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private (int Values, int Columns)? _mismatch;

    /// <summary>A table with an alias and options, as a target of writes.</summary>
    public LogicalPlan Target(string statement)
    {
        int start = _cursor.Index;
        var reference = grammar.Names.Reference();
        var options = grammar.Relations.OptionalOptions();
        int alias = _cursor.Index;
        var (name, columns) = grammar.Relations.Alias();
        options ??= grammar.Relations.OptionalOptions();
        if (!columns.IsEmpty)
        {
            _cursor.Fault("COLUMN_ALIASES_NOT_ALLOWED", _cursor.SpanFrom(alias), ("op", statement));
        }

        var plan = grammar.Relations.Relation(reference, options);
        return name is null ? plan : new SubqueryAlias(plan, name) { Origin = _cursor.SpanFrom(start) };
    }

    /// <summary>assignmentList</summary>
    public ImmutableArray<Assignment> Assignments()
    {
        var assignments = ImmutableArray.CreateBuilder<Assignment>();
        do
        {
            int start = _cursor.Index;
            var column = grammar.Names.Multipart();
            _cursor.Expect(TokenKind.Equal);
            assignments.Add(new Assignment(column, grammar.Expressions.Expression()) { Origin = _cursor.SpanFrom(start) });
        }
        while (_cursor.Accept(TokenKind.Comma));
        return assignments.ToImmutable();
    }

    public LogicalPlan Merge()
    {
        int start = _cursor.Index;
        _mismatch = null;
        _cursor.Advance();
        bool evolution = _cursor.Accept(TokenKind.With, TokenKind.Schema, TokenKind.Evolution);
        _cursor.Expect(TokenKind.Into);
        var target = Target("MERGE");
        _cursor.Expect(TokenKind.Using);
        var source = Source();
        _cursor.Expect(TokenKind.On);
        var condition = grammar.Expressions.Expression();
        var matched = ImmutableArray.CreateBuilder<MergeAction>();
        var notMatched = ImmutableArray.CreateBuilder<MergeAction>();
        var bySource = ImmutableArray.CreateBuilder<MergeAction>();
        while (_cursor.Accept(TokenKind.When) && !_cursor.Failed)
        {
            Clause(matched, notMatched, bySource);
        }

        var span = _cursor.SpanFrom(start);
        if (matched.Count + notMatched.Count + bySource.Count == 0)
        {
            _cursor.Fault("MERGE_WITHOUT_WHEN", span);
        }

        if (_mismatch is var (values, columns))
        {
            _cursor.Fault("MERGE_INSERT_VALUE_COUNT_MISMATCH", span, ("actualCount", values.ToString(CultureInfo.InvariantCulture)), ("expectedCount", columns.ToString(CultureInfo.InvariantCulture)));
        }

        CheckConditions(matched, "NON_LAST_MATCHED_CLAUSE_OMIT_CONDITION", span);
        CheckConditions(notMatched, "NON_LAST_NOT_MATCHED_BY_TARGET_CLAUSE_OMIT_CONDITION", span);
        CheckConditions(bySource, "NON_LAST_NOT_MATCHED_BY_SOURCE_CLAUSE_OMIT_CONDITION", span);
        return new MergeInto(target, source, condition, matched.ToImmutable(), notMatched.ToImmutable(), bySource.ToImmutable(), evolution) { Origin = span };
    }

    private void CheckConditions(ImmutableArray<MergeAction>.Builder actions, string fault, Core.Errors.Origin span)
    {
        if (actions.Take(Math.Max(0, actions.Count - 1)).Any(static action => action.Condition is null))
        {
            _cursor.Fault(fault, span);
        }
    }

    private LogicalPlan Source()
    {
        int start = _cursor.Index;
        if (!_cursor.At(TokenKind.LeftParen))
        {
            return Target("MERGE");
        }

        if (!grammar.Queries.TryParenthesizedQuery(out var query))
        {
            _cursor.Fail();
            return new OneRowRelation();
        }

        int alias = _cursor.Index;
        var (name, columns) = grammar.Relations.Alias();
        if (!columns.IsEmpty)
        {
            _cursor.Fault("COLUMN_ALIASES_NOT_ALLOWED", _cursor.SpanFrom(alias), ("op", "MERGE"));
        }

        return name is null ? query : new SubqueryAlias(query, name) { Origin = _cursor.SpanFrom(start) };
    }

    private void Clause(ImmutableArray<MergeAction>.Builder matched, ImmutableArray<MergeAction>.Builder notMatched, ImmutableArray<MergeAction>.Builder bySource)
    {
        bool negated = _cursor.AtAny(TokenKind.Not, TokenKind.Bang);
        if (negated)
        {
            grammar.Expressions.RefuseBang();
            _cursor.Advance();
        }

        _cursor.Expect(TokenKind.Matched);
        bool source = false;
        if (negated && _cursor.Accept(TokenKind.By))
        {
            source = _cursor.At(TokenKind.Source);
            _cursor.ExpectAny(TokenKind.Source, TokenKind.Target);
        }

        var condition = _cursor.Accept(TokenKind.And) ? grammar.Expressions.Expression() : null;
        _cursor.Expect(TokenKind.Then);
        if (!negated)
        {
            RefuseOrder(notMatched.Count + bySource.Count);
            matched.Add(Change(condition, allowStar: true));
        }
        else if (source)
        {
            bySource.Add(Change(condition, allowStar: false));
        }
        else
        {
            RefuseOrder(bySource.Count);
            notMatched.Add(Insert(condition));
        }
    }

    /// <summary>Clauses come in a fixed order; anything else is no SQL.</summary>
    private void RefuseOrder(int laterClauses)
    {
        if (laterClauses > 0)
        {
            _cursor.Fail();
        }
    }

    private MergeAction Change(Expression? condition, bool allowStar)
    {
        if (_cursor.Accept(TokenKind.Delete))
        {
            return new MergeAction(MergeActionKind.Delete, condition, []);
        }

        _cursor.Expect(TokenKind.Update, TokenKind.Set);
        return allowStar && _cursor.Accept(TokenKind.Asterisk)
            ? new MergeAction(MergeActionKind.UpdateAll, condition, [])
            : new MergeAction(MergeActionKind.Update, condition, Assignments());
    }

    private MergeAction Insert(Expression? condition)
    {
        _cursor.Expect(TokenKind.Insert);
        if (_cursor.Accept(TokenKind.Asterisk))
        {
            return new MergeAction(MergeActionKind.InsertAll, condition, []);
        }

        _cursor.Expect(TokenKind.LeftParen);
        var columns = grammar.Names.MultipartList();
        _cursor.Expect(TokenKind.RightParen);
        _cursor.Expect(TokenKind.Values, TokenKind.LeftParen);
        var values = grammar.Expressions.Sequence();
        _cursor.Expect(TokenKind.RightParen);
        if (columns.Length != values.Length)
        {
            _mismatch ??= (values.Length, columns.Length);
        }

        return new MergeAction(MergeActionKind.Insert, condition, [.. columns.Zip(values).Select(static pair => new Assignment(pair.First, pair.Second))]);
    }
}
