using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;

namespace Gateway.Plans.Logical;

/// <summary>Base of expressions that hold a query.</summary>
/// <param name="Plan">The query; unresolved until analysed with its outer scope.</param>
/// <param name="OuterAttributes">Columns of the query around it that the plan reads, once resolved.</param>
public abstract record SubqueryExpression(LogicalPlan Plan, ImmutableArray<Expression> OuterAttributes) : Expression
{
    public override bool Foldable => false;
    protected override bool ComputeResolved() => Plan.Resolved && base.ComputeResolved();
    public abstract SubqueryExpression WithPlan(LogicalPlan plan);

    /// <summary>Rewrites the plans of the subqueries in an expression.</summary>
    internal static Expression MapPlans(Expression expression, Func<LogicalPlan, LogicalPlan> map) =>
        expression.TransformUp(node =>
        {
            if (node is not SubqueryExpression subquery)
            {
                return node;
            }
            var plan = map(subquery.Plan);
            return ReferenceEquals(plan, subquery.Plan) ? node : subquery.WithPlan(plan);
        });

    protected void PrintPlan(ExpressionWriter writer, string name)
    {
        if (writer.Style == PrintStyle.Canonical)
        {
            writer.Append(name).Append("{").Append(CanonicalPlan.Text(Plan)).Append("}(");
        }
        else
        {
            writer.Append(name).Append("(");
        }
        writer.Join(", ", OuterAttributes).Append(")");
    }
}

/// <summary>A query of one column and at most one row used as a value.</summary>
public sealed record ScalarSubquery(LogicalPlan Plan, ImmutableArray<Expression> OuterAttributes) : SubqueryExpression(Plan, OuterAttributes)
{
    public ScalarSubquery(LogicalPlan plan) : this(plan, []) { }
    public override ImmutableArray<Expression> Children => OuterAttributes;
    public override DataType Type => Plan.Output[0].Type;
    public override bool Nullable => true;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { OuterAttributes = children };
    public override SubqueryExpression WithPlan(LogicalPlan plan) => this with { Plan = plan };
    public override void Print(ExpressionWriter writer) => PrintPlan(writer, "scalarsubquery");
}

/// <summary>EXISTS (query).</summary>
public sealed record Exists(LogicalPlan Plan, ImmutableArray<Expression> OuterAttributes) : SubqueryExpression(Plan, OuterAttributes)
{
    public Exists(LogicalPlan plan) : this(plan, []) { }
    public override ImmutableArray<Expression> Children => OuterAttributes;
    public override DataType Type => BooleanType.Instance;
    public override bool Nullable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { OuterAttributes = children };
    public override SubqueryExpression WithPlan(LogicalPlan plan) => this with { Plan = plan };
    public override void Print(ExpressionWriter writer) => PrintPlan(writer, "exists");
}

/// <summary>value(s) IN (query).</summary>
public sealed record InSubquery(ImmutableArray<Expression> Values, LogicalPlan Plan, ImmutableArray<Expression> OuterAttributes) : SubqueryExpression(Plan, OuterAttributes)
{
    public InSubquery(ImmutableArray<Expression> values, LogicalPlan plan) : this(values, plan, []) { }
    public override ImmutableArray<Expression> Children => [.. Values, .. OuterAttributes];
    public override DataType Type => BooleanType.Instance;
    public override bool Nullable => Values.Any(static value => value.Nullable) || Plan.Output.Any(static attribute => attribute.Nullable);
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Values = children[..Values.Length], OuterAttributes = children[Values.Length..] };
    public override SubqueryExpression WithPlan(LogicalPlan plan) => this with { Plan = plan };
    public override void Print(ExpressionWriter writer)
    {
        writer.Append("(");
        if (Values.Length == 1)
        {
            writer.Append(Values[0]);
        }
        else
        {
            writer.Append("named_struct(");
            for (int i = 0; i < Values.Length; i++)
            {
                string name = Values[i] is NamedExpression named ? named.OutputName : "col" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                writer.Append(i == 0 ? "'" : ", '").Append(name).Append("', ").Append(Values[i]);
            }
            writer.Append(")");
        }
        writer.Append(" IN (");
        PrintPlan(writer, "listquery");
        writer.Append("))");
    }
}

/// <summary>A relation passed to a table function.</summary>
public sealed record TableArgument(LogicalPlan Plan, ImmutableArray<Expression> OuterAttributes, ImmutableArray<Expression> PartitionBy, ImmutableArray<SortOrder> OrderBy, bool SinglePartition) : SubqueryExpression(Plan, OuterAttributes)
{
    public override ImmutableArray<Expression> Children => OuterAttributes;
    public override DataType Type => Plan.Schema;
    public override bool Nullable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { OuterAttributes = children };
    public override SubqueryExpression WithPlan(LogicalPlan plan) => this with { Plan = plan };
    public override void Print(ExpressionWriter writer) => PrintPlan(writer, "functiontablesubqueryargumentexpression");
}

/// <summary>Kinds of subqueries that Connect names by plan id.</summary>
public enum SubqueryKind { Scalar, Exists, In, Table }

/// <summary>A subquery whose plan is a reference of the enclosing <see cref="WithRelations"/>.</summary>
public sealed record UnresolvedSubqueryReference(long TargetPlanId, SubqueryKind Kind, ImmutableArray<Expression> Values, ImmutableArray<Expression> PartitionBy, ImmutableArray<SortOrder> OrderBy, bool SinglePartition) : UnresolvedExpression
{
    public override ImmutableArray<Expression> Children => Values;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Values = children };
    public override void Print(ExpressionWriter writer) => writer.Append("unresolvedsubquery()");
}
