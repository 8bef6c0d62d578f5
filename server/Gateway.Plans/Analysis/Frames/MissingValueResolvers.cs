using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Replaces nulls, and NaNs of floating-point columns, in the columns whose type fits the value.</summary>
internal sealed class FillNaResolver : OperatorResolver<FillNa>
{
    protected override LogicalPlan Resolve(FillNa node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var calls = new CallMaker(resolution);
        var columns = FrameNames.FindInOrder(node.Columns, node.Input, resolution.Context);
        var items = ImmutableArray.CreateBuilder<Expression>();
        foreach (var attribute in node.Input.Output)
        {
            int position = columns.IndexOf(columns.FirstOrDefault(column => column.Id == attribute.Id)!);
            var value = position < 0 ? null : node.Values.Length == 1 ? node.Values[0] : node.Values[position];
            items.Add(value is not null && Fits(attribute.Type, value.Type) ? new Alias(Filled(attribute, value, calls), attribute.Name) : attribute);
        }
        return new Project(node.Input, items.ToImmutable());
    }

    private static Expression Filled(AttributeReference column, Literal value, CallMaker calls)
    {
        Expression present = column.Type is FractionalType ? calls.Call("nanvl", column, Literal.NullOf(column.Type)) : column;
        return calls.Call("coalesce", present, calls.Cast(value, column.Type));
    }

    private static bool Fits(DataType column, DataType value) => value switch
    {
        NumericType => column is NumericType,
        StringType => column is StringType,
        BooleanType => column is BooleanType,
        _ => false,
    };
}

/// <summary>Drops rows with too few values that are neither null nor NaN.</summary>
internal sealed class DropNaResolver : OperatorResolver<DropNa>
{
    protected override LogicalPlan Resolve(DropNa node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var calls = new CallMaker(resolution);
        var columns = FrameNames.FindInOrder(node.Columns, node.Input, resolution.Context);
        int minimum = node.MinimumNonNulls ?? columns.Length;
        if (minimum <= 0 || columns.IsEmpty)
        {
            return new Filter(node.Input, Literal.True);
        }
        if (minimum >= columns.Length)
        {
            return new Filter(node.Input, minimum > columns.Length ? Literal.False : columns.Select(column => Present(column, calls)).Aggregate((left, right) => calls.Call("and", left, right)));
        }
        var count = columns.Select(column => (Expression)new CaseWhen([(Present(column, calls), Literal.Of(1))], Literal.Of(0))).Aggregate((left, right) => calls.Call("+", left, right));
        return new Filter(node.Input, calls.Call(">=", count, Literal.Of(minimum)));
    }

    private static Expression Present(AttributeReference column, CallMaker calls)
    {
        var present = calls.Call("isnotnull", column);
        return column.Type is FractionalType ? calls.Call("and", present, calls.Call("not", calls.Call("isnan", column))) : present;
    }
}

/// <summary>Replaces values in the columns of the values' kind.</summary>
internal sealed class ReplaceValuesResolver : OperatorResolver<ReplaceValues>
{
    protected override LogicalPlan Resolve(ReplaceValues node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        if (node.Replacements.IsEmpty)
        {
            return new Project(node.Input, ImmutableArray<Expression>.CastUp(node.Input.Output));
        }
        var calls = new CallMaker(resolution);
        bool all = node.Columns.IsEmpty || node.Columns is ["*"];
        var columns = all ? node.Input.Output : FrameNames.FindInOrder(node.Columns, node.Input, resolution.Context);
        var kind = node.Replacements.Select(static pair => pair.Old.Type).FirstOrDefault(static type => type is not NullType) ?? node.Replacements[0].New.Type;
        var items = node.Input.Output.Select(attribute => columns.Any(column => column.Id == attribute.Id) && SameKind(kind, attribute.Type)
            ? new Alias(Replaced(attribute, node, calls), attribute.Name)
            : (Expression)attribute);
        return new Project(node.Input, [.. items]);
    }

    private static CaseWhen Replaced(AttributeReference column, ReplaceValues node, CallMaker calls)
    {
        var branches = node.Replacements.Where(pair => column.Type is not IntegralType || !IsNaN(pair.Old)).Select(pair =>
        {
            var condition = pair.Old.Value is null ? calls.Call("isnull", column) : calls.Call("=", column, calls.Cast(pair.Old, column.Type));
            return (condition, calls.Cast(pair.New, column.Type));
        }).ToImmutableArray();
        // Without a value to look for the column stays, but may be NULL as far as analysis knows.
        return new CaseWhen(branches.IsEmpty ? [(Literal.False, Literal.NullOf(column.Type))] : branches, column);
    }

    private static bool IsNaN(Literal value) => value.Value is double.NaN or float.NaN;

    private static bool SameKind(DataType value, DataType column) => value switch
    {
        NumericType => column is NumericType,
        StringType => column is StringType,
        BooleanType => column is BooleanType,
        _ => false,
    };
}
