using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>A whole script. Its statements stay unresolved: each is analysed when it is reached.</summary>
public sealed record ScriptCommand(CompoundBlock Body) : Command;

/// <summary>Base of the statements of a script.</summary>
public abstract record ScriptStatement
{
    /// <summary>Gets the span in the script's text.</summary>
    public Origin Origin { get; init; }

    /// <summary>Gets the statement as written.</summary>
    public string Text { get; init; } = "";
}

/// <summary>One ordinary statement.</summary>
public sealed record PlanStatement(LogicalPlan Plan) : ScriptStatement;

/// <summary>BEGIN .. END.</summary>
/// <param name="Label">The label as written, or null.</param>
/// <param name="Statements">Declarations of conditions, handlers and variables stand first, in their order.</param>
public sealed record CompoundBlock(string? Label, ImmutableArray<ScriptStatement> Statements) : ScriptStatement;

/// <summary>DECLARE name CONDITION FOR SQLSTATE.</summary>
/// <param name="SqlState">Five characters; 45000 where none was written.</param>
public sealed record DeclareCondition(string Name, string SqlState) : ScriptStatement;

/// <summary>What a handler does after its body.</summary>
public enum HandlerKind { Exit, Continue }

/// <summary>What a handler catches.</summary>
public enum HandlerTriggerKind { Condition, SqlState, SqlException, NotFound }

/// <summary>One item of a handler's FOR list.</summary>
/// <param name="Value">The condition's name or the SQLSTATE; empty for the general ones.</param>
public sealed record HandlerTrigger(HandlerTriggerKind Kind, string Value);

/// <summary>DECLARE .. HANDLER FOR.</summary>
public sealed record DeclareHandler(HandlerKind Kind, ImmutableArray<HandlerTrigger> Triggers, CompoundBlock Body) : ScriptStatement;

/// <summary>IF .. ELSEIF .. ELSE.</summary>
public sealed record IfStatement(ImmutableArray<(ScriptCondition Condition, CompoundBlock Body)> Branches, CompoundBlock? Else) : ScriptStatement;

/// <summary>A boolean expression of a script with its text; it runs as a query of one row.</summary>
public sealed record ScriptCondition(Expression Expression, string Text, Origin Origin);

/// <summary>CASE, searched or over a value.</summary>
/// <param name="Value">The compared value, or null for the searched form.</param>
public sealed record CaseStatement(ScriptCondition? Value, ImmutableArray<(ScriptCondition Condition, CompoundBlock Body)> Branches, CompoundBlock? Else) : ScriptStatement;

/// <summary>WHILE .. DO.</summary>
public sealed record WhileStatement(string? Label, ScriptCondition Condition, CompoundBlock Body) : ScriptStatement;

/// <summary>REPEAT .. UNTIL.</summary>
public sealed record RepeatStatement(string? Label, CompoundBlock Body, ScriptCondition Until) : ScriptStatement;

/// <summary>LOOP.</summary>
public sealed record LoopStatement(string? Label, CompoundBlock Body) : ScriptStatement;

/// <summary>FOR .. AS query DO.</summary>
/// <param name="Variable">The row's name, or null.</param>
public sealed record ForStatement(string? Label, string? Variable, LogicalPlan Query, CompoundBlock Body) : ScriptStatement;

/// <summary>LEAVE label.</summary>
public sealed record LeaveStatement(string Label) : ScriptStatement;

/// <summary>ITERATE label.</summary>
public sealed record IterateStatement(string Label) : ScriptStatement;

/// <summary>DECLARE .. CURSOR FOR.</summary>
public sealed record DeclareCursor(string Name, LogicalPlan Query, bool Insensitive, string QueryText) : Command;

/// <summary>OPEN a cursor.</summary>
public sealed record OpenCursor(ImmutableArray<string> NameParts, ImmutableArray<Expression> Arguments) : Command
{
    public override ImmutableArray<Expression> Expressions => Arguments;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Arguments = expressions };
}

/// <summary>FETCH the next row of a cursor into variables.</summary>
public sealed record FetchCursor(ImmutableArray<string> NameParts, ImmutableArray<ImmutableArray<string>> Targets) : Command
{
    /// <summary>Gets the spans of the variables.</summary>
    public ImmutableArray<Origin> TargetOrigins { get; init; } = [];
}

/// <summary>CLOSE a cursor.</summary>
public sealed record CloseCursor(ImmutableArray<string> NameParts) : Command;

/// <summary>EXECUTE IMMEDIATE.</summary>
/// <param name="Statement">A foldable string: the statement's text.</param>
/// <param name="Targets">Variables of INTO, or empty.</param>
/// <param name="Arguments">USING values; an <see cref="Alias"/> gives a named one.</param>
public sealed record ExecuteImmediate(Expression Statement, ImmutableArray<ImmutableArray<string>> Targets, ImmutableArray<Expression> Arguments) : Command
{
    /// <summary>Gets the spans of the variables of INTO.</summary>
    public ImmutableArray<Origin> TargetOrigins { get; init; } = [];

    /// <summary>Gets the text of the expression that gives the statement.</summary>
    public string StatementText { get; init; } = "";
    public override ImmutableArray<Expression> Expressions => [Statement, .. Arguments];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Statement = expressions[0], Arguments = expressions[1..] };
}
