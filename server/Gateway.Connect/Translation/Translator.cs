using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gateway.Compute.Expressions;
using Gateway.Connect.Expressions;
using Gateway.Connect.Relations;
using Gateway.Connect.Types;
using Gateway.Core.Errors;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Translation;

/// <summary>Translates protocol relations and expressions of one request into the engine's unresolved plans.</summary>
/// <remarks>Each kind has a file of its own; the tables below name them, and a kind without a row is an error that names it.</remarks>
public sealed class Translator
{
    private static readonly FrozenDictionary<Proto.Expression.ExprTypeOneofCase, Func<Translator, Proto.Expression, Expression>> _expressions = ExpressionTable.Create();
    private static readonly FrozenDictionary<Proto.Relation.RelTypeOneofCase, Func<Translator, Proto.Relation, LogicalPlan>> _relations = RelationTable.Create();

    private readonly Stack<IReadOnlyDictionary<long, Proto.Relation>> _references = new();

    /// <summary>The innermost named call around what is translated; calls without a name of their own take it.</summary>
    public Origin CurrentOrigin { get; private set; } = Origin.Unplaced;

    public Translator(ITranslationHost host)
    {
        Host = host;
        Types = new TypeReader(host.ParseType);
        Literals = new LiteralReader(Types);
    }

    /// <summary>Gets what the session offers to translations.</summary>
    public ITranslationHost Host { get; }
    public TypeReader Types { get; }
    public LiteralReader Literals { get; }

    public Expression Expression(Proto.Expression message)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (!_expressions.TryGetValue(message.ExprTypeCase, out var translate))
        {
            throw InvalidPlan.NotSupported(message, "expr_type");
        }
        var enclosing = CurrentOrigin;
        var own = OriginOf(message.Common?.Origin);
        CurrentOrigin = own.IsKnown ? own : enclosing;
        try
        {
            var expression = translate(this, message);
            return expression.Origin.IsKnown ? expression : expression with { Origin = CurrentOrigin };
        }
        catch (QueryException error) when (own.IsKnown)
        {
            throw error.WithOrigin(own);
        }
        finally
        {
            CurrentOrigin = enclosing;
        }
    }

    public ImmutableArray<Expression> Expressions(IEnumerable<Proto.Expression> messages) => [.. messages.Select(Expression)];

    /// <summary>Translates an expression that becomes an output column: unnamed ones are named by the analyzer.</summary>
    public Expression Named(Proto.Expression message) => Expression(message) switch
    {
        NamedExpression named => named,
        UnresolvedExpression unresolved and (UnresolvedStar or UnresolvedAttribute or UnresolvedRegex or MultiAlias or UnresolvedAlias) => unresolved,
        var other => new UnresolvedAlias(other) { Origin = other.Origin },
    };

    public LogicalPlan Relation(Proto.Relation? message)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (message is null)
        {
            throw InvalidPlan.NotSet(new Proto.Relation(), "rel_type");
        }
        if (!_relations.TryGetValue(message.RelTypeCase, out var translate))
        {
            throw InvalidPlan.NotSupported(message, "rel_type");
        }
        var origin = OriginOf(message.Common?.Origin);
        LogicalPlan plan;
        try
        {
            plan = translate(this, message);
        }
        catch (QueryException error) when (origin.IsKnown)
        {
            throw error.WithOrigin(origin);
        }
        if (message.Common is { HasPlanId: true } common && (plan.PlanId is null || message.RelTypeCase != Proto.Relation.RelTypeOneofCase.WithRelations))
        {
            plan = plan with { PlanId = common.PlanId };
        }
        return origin.IsKnown && !plan.Origin.IsKnown ? plan with { Origin = origin } : plan;
    }

    /// <summary>Finds the relation that a subquery expression names by plan id, innermost references first.</summary>
    public Proto.Relation Reference(long planId)
    {
        foreach (var scope in _references)
        {
            if (scope.TryGetValue(planId, out var relation))
            {
                return relation;
            }
        }
        throw InvalidPlan.Assertion($"Missing relation in WithRelations: {planId} not in [{string.Join(", ", _references.SelectMany(static scope => scope.Keys))}].");
    }

    /// <summary>Translates under additional references.</summary>
    public LogicalPlan WithReferences(IReadOnlyDictionary<long, Proto.Relation> references, Proto.Relation root)
    {
        _references.Push(references);
        try
        {
            return Relation(root);
        }
        finally
        {
            _references.Pop();
        }
    }

    private static Origin OriginOf(Proto.Origin? origin) => origin switch
    {
        { FunctionCase: Proto.Origin.FunctionOneofCase.PythonOrigin } => Origin.Of(new FrameCall(origin.PythonOrigin.Fragment, origin.PythonOrigin.CallSite)),
        { FunctionCase: Proto.Origin.FunctionOneofCase.JvmOrigin, JvmOrigin: { HasSqlText: true } jvm } =>
            new Origin(new SqlText(jvm.SqlText, jvm.ObjectType, jvm.ObjectName), jvm.HasStartIndex ? jvm.StartIndex : -1, jvm.HasStopIndex ? jvm.StopIndex : -1),
        _ => Origin.None,
    };
}
