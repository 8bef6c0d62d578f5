using System.Collections.Immutable;
using Gateway.Core.Errors;
using Gateway.Plans.Commands;
using Gateway.Plans.Logical;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.Parsing.Statements;

/// <summary>Reads scripts: BEGIN .. END with declarations, control flow and labels.</summary>
internal sealed class ScriptRules(Grammar grammar)
{
    private readonly TokenCursor _cursor = grammar.Cursor;
    private readonly ScriptChecks _checks = new(grammar.Cursor);

    /// <summary>singleCompoundStatement</summary>
    public LogicalPlan Script()
    {
        grammar.Lookahead.InScript = true;
        int start = _cursor.Index;
        _cursor.Expect(TokenKind.Begin);
        _cursor.Accept(TokenKind.Not, TokenKind.Atomic);
        var statements = Body(isCompound: true, TokenKind.End);
        _cursor.Expect(TokenKind.End);
        var span = _cursor.SpanFrom(start);
        _checks.Enabled(grammar.Markers.HasPositionalValues);
        _cursor.Accept(TokenKind.Semicolon);
        _cursor.ExpectEnd();
        return new ScriptCommand(new CompoundBlock(null, statements) { Origin = span, Text = _cursor.Text.Text }) { Origin = span };
    }

    /// <summary>compoundBody, up to one of the words that end it.</summary>
    /// <param name="isCompound">BEGIN opened the body: it may declare.</param>
    private ImmutableArray<ScriptStatement> Body(bool isCompound, params TokenKind[] ends)
    {
        TokenCursor.GuardDepth();
        var statements = ImmutableArray.CreateBuilder<ScriptStatement>();
        while (!_cursor.Failed && !(ends.Contains(_cursor.Kind) && EndsBody(_cursor.Kind)) && !_cursor.At(TokenKind.EndOfInput))
        {
            int first = _cursor.Index;
            var statement = Statement();
            statement = statement with { Origin = _cursor.SpanFrom(first), Text = _cursor.TextBetween(first, _cursor.Index - 1) };
            statements.Add(statement);
            _cursor.Expect(TokenKind.Semicolon);
        }

        if (!isCompound && statements.Count == 0)
        {
            _cursor.Fail();
        }

        _checks.Declarations(statements, isCompound);
        return statements.ToImmutable();
    }

    /// <summary>ELSE and the like end a body only where no statement begins with them.</summary>
    private static bool EndsBody(TokenKind kind) => kind is TokenKind.End or TokenKind.Else or TokenKind.Elseif or TokenKind.When or TokenKind.Until;

    private CompoundBlock Block(params TokenKind[] ends) => new(null, Body(isCompound: false, ends));

    private ScriptStatement Statement()
    {
        if (_cursor.IsStrictIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.Colon)
        {
            return Labelled();
        }

        switch (_cursor.Kind)
        {
            case TokenKind.Begin when _cursor.Peek() != TokenKind.Colon:
                return Compound(null);
            case TokenKind.Declare when IsCondition():
                return Condition();
            case TokenKind.Declare when _cursor.Peek() is TokenKind.Exit or TokenKind.Continue && _cursor.Peek(2) == TokenKind.Handler:
                return Handler();
            case TokenKind.Set:
                return new PlanStatement(new SettingRules(grammar).ScriptSet());
            case TokenKind.If:
                return If();
            case TokenKind.Case:
                return Case();
            case TokenKind.While or TokenKind.Repeat or TokenKind.Loop or TokenKind.For:
                return Loop(null);
            case TokenKind.Leave or TokenKind.Iterate:
                return Jump();
            default:
                return new PlanStatement(grammar.Statements.Statement());
        }
    }

    private ScriptStatement Labelled()
    {
        string label = grammar.Names.StrictIdentifier();
        _cursor.Advance();
        switch (_cursor.Kind)
        {
            case TokenKind.Begin:
                return Compound(label);
            case TokenKind.While or TokenKind.Repeat or TokenKind.Loop or TokenKind.For:
                return Loop(label);
            default:
                _cursor.Fail();
                return new CompoundBlock(label, []);
        }
    }

    private CompoundBlock Compound(string? label)
    {
        using var scope = _checks.Enter(label, isLoop: false);
        _cursor.Advance();
        _cursor.Accept(TokenKind.Not, TokenKind.Atomic);
        var statements = Body(isCompound: true, TokenKind.End);
        _cursor.Expect(TokenKind.End);
        EndLabel(label);
        return new CompoundBlock(label, statements);
    }

    private void EndLabel(string? label)
    {
        if (!_cursor.IsStrictIdentifier(_cursor.Kind))
        {
            return;
        }

        _checks.EndLabel(label, grammar.Names.StrictIdentifier());
    }

    private bool IsCondition() => _cursor.IsStrictIdentifier(_cursor.Peek()) && _cursor.Peek(2) == TokenKind.Condition
        && _cursor.Peek(3) is TokenKind.Semicolon or TokenKind.For;

    private DeclareCondition Condition()
    {
        _cursor.Advance();
        string name = grammar.Names.StrictIdentifier();
        _cursor.Advance();
        string state = "45000";
        if (_cursor.Accept(TokenKind.For))
        {
            _cursor.Expect(TokenKind.Sqlstate);
            _cursor.Accept(TokenKind.Value);
            state = grammar.Literals.StringValue();
            _checks.SqlState(state);
        }

        _checks.ConditionName(name);
        return new DeclareCondition(name, state);
    }

    private DeclareHandler Handler()
    {
        var kind = _cursor.Peek() == TokenKind.Exit ? HandlerKind.Exit : HandlerKind.Continue;
        if (kind == HandlerKind.Continue && !_cursor.Settings.IsOn("spark.sql.scripting.continueHandlerEnabled"))
        {
            _cursor.Fault(new QueryException("UNSUPPORTED_FEATURE.CONTINUE_EXCEPTION_HANDLER"));
        }

        _cursor.Advance(3);
        _cursor.Expect(TokenKind.For);
        var triggers = ImmutableArray.CreateBuilder<HandlerTrigger>();
        do
        {
            triggers.Add(Trigger());
        }
        while (_cursor.Accept(TokenKind.Comma));
        _checks.Triggers(triggers);
        int first = _cursor.Index;
        CompoundBlock body;
        if (_cursor.At(TokenKind.Begin))
        {
            body = Compound(null);
        }
        else
        {
            ScriptStatement statement = _cursor.At(TokenKind.Set)
                ? new PlanStatement(new SettingRules(grammar).ScriptSet())
                : new PlanStatement(grammar.Statements.Statement());
            statement = statement with { Origin = _cursor.SpanFrom(first), Text = _cursor.TextBetween(first, _cursor.Index - 1) };
            body = new CompoundBlock(null, [statement]);
        }

        return new DeclareHandler(kind, triggers.ToImmutable(), body with { Origin = _cursor.SpanFrom(first) });
    }

    private HandlerTrigger Trigger()
    {
        if (_cursor.At(TokenKind.Sqlstate) && (_cursor.Peek() == TokenKind.Value || grammar.Literals.AtString(1)))
        {
            _cursor.Advance();
            _cursor.Accept(TokenKind.Value);
            string state = grammar.Literals.StringValue();
            _checks.SqlState(state);
            return new HandlerTrigger(HandlerTriggerKind.SqlState, state);
        }

        if (_cursor.Accept(TokenKind.Sqlexception))
        {
            return new HandlerTrigger(HandlerTriggerKind.SqlException, "");
        }

        if (_cursor.Accept(TokenKind.Not, TokenKind.Found))
        {
            return new HandlerTrigger(HandlerTriggerKind.NotFound, "");
        }

        return new HandlerTrigger(HandlerTriggerKind.Condition, string.Join('.', grammar.Names.Multipart()));
    }

    private ScriptCondition BooleanExpression()
    {
        int first = _cursor.Index;
        var expression = grammar.Expressions.Expression();
        return new ScriptCondition(expression, _cursor.TextBetween(first, _cursor.Index - 1), _cursor.SpanFrom(first));
    }

    private IfStatement If()
    {
        _cursor.Advance();
        var branches = ImmutableArray.CreateBuilder<(ScriptCondition, CompoundBlock)>();
        do
        {
            var condition = BooleanExpression();
            _cursor.Expect(TokenKind.Then);
            branches.Add((condition, Block(TokenKind.Elseif, TokenKind.Else, TokenKind.End)));
        }
        while (_cursor.Accept(TokenKind.Elseif));
        var otherwise = _cursor.Accept(TokenKind.Else) ? Block(TokenKind.End) : null;
        _cursor.Expect(TokenKind.End, TokenKind.If);
        return new IfStatement(branches.ToImmutable(), otherwise);
    }

    private CaseStatement Case()
    {
        _cursor.Advance();
        var value = _cursor.At(TokenKind.When) ? null : BooleanExpression();
        var branches = ImmutableArray.CreateBuilder<(ScriptCondition, CompoundBlock)>();
        while (_cursor.Accept(TokenKind.When))
        {
            var condition = BooleanExpression();
            _cursor.Expect(TokenKind.Then);
            branches.Add((condition, Block(TokenKind.When, TokenKind.Else, TokenKind.End)));
        }

        if (branches.Count == 0)
        {
            _cursor.Fail();
        }

        var otherwise = _cursor.Accept(TokenKind.Else) ? Block(TokenKind.End) : null;
        _cursor.Expect(TokenKind.End, TokenKind.Case);
        return new CaseStatement(value, branches.ToImmutable(), otherwise);
    }

    private ScriptStatement Loop(string? label)
    {
        using var scope = _checks.Enter(label, isLoop: true);
        var word = _cursor.Kind;
        _cursor.Advance();
        ScriptStatement loop = word switch
        {
            TokenKind.While => While(label),
            TokenKind.Repeat => Repeat(label),
            TokenKind.For => For(label),
            _ => new LoopStatement(label, Block(TokenKind.End)),
        };
        if (word != TokenKind.Repeat)
        {
            _cursor.Expect(TokenKind.End);
        }

        _cursor.Expect(word);
        EndLabel(label);
        return loop;
    }

    private WhileStatement While(string? label)
    {
        var condition = BooleanExpression();
        _cursor.Expect(TokenKind.Do);
        return new WhileStatement(label, condition, Block(TokenKind.End));
    }

    private RepeatStatement Repeat(string? label)
    {
        var body = Block(TokenKind.Until);
        _cursor.Expect(TokenKind.Until);
        var until = BooleanExpression();
        _cursor.Expect(TokenKind.End);
        return new RepeatStatement(label, body, until);
    }

    private ForStatement For(string? label)
    {
        string? variable = null;
        if (_cursor.IsStrictIdentifier(_cursor.Kind) && _cursor.Peek() == TokenKind.As)
        {
            variable = grammar.Names.StrictIdentifier();
            _cursor.Advance();
        }

        using var scope = variable is null ? null : _checks.Enter(variable, isLoop: true);
        var query = grammar.Queries.Query();
        _cursor.Expect(TokenKind.Do);
        return new ForStatement(label, variable, query, Block(TokenKind.End));
    }

    private ScriptStatement Jump()
    {
        bool leave = _cursor.At(TokenKind.Leave);
        _cursor.Advance();
        string label = grammar.Names.StrictIdentifier();
        _checks.Jump(label, leave);
        return leave ? new LeaveStatement(label) : new IterateStatement(label);
    }
}
