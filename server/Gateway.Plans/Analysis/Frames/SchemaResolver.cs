using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Names;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Frames;

/// <summary>Reorders and casts columns to a schema by name (<c>DataFrame.to</c>); nullable ones that are missing become NULL.</summary>
internal sealed class ToSchemaResolver : OperatorResolver<ToSchema>
{
    protected override LogicalPlan Resolve(ToSchema node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var items = node.Target.Fields.Select(member => Column(member, node.Input, resolution));
        return new Project(node.Input, [.. items]);
    }

    private static Expression Column(StructField member, LogicalPlan input, Resolution resolution)
    {
        var found = input.Output.Where(attribute => resolution.Context.NameComparer.Equals(attribute.Name, member.Name)).ToList();
        if (found.Count > 1)
        {
            throw new QueryException("AMBIGUOUS_COLUMN_OR_FIELD", ("name", Quote.Id(member.Name)), ("n", found.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        if (found.Count == 0)
        {
            return member.Nullable
                ? new Alias(Literal.NullOf(member.Type), member.Name) { ExplicitMetadata = member.Metadata }
                : throw UnresolvedColumns.ErrorInOrder([member.Name], Origin.None, input.Output);
        }
        var metadata = found[0].Metadata.IsEmpty ? member.Metadata : Merge(found[0].Metadata, member.Metadata);
        return new Alias(Convert(found[0], found[0].Nullable, member, [member.Name], resolution), member.Name) { ExplicitMetadata = metadata };
    }

    private static Metadata Merge(Metadata own, Metadata target) => target.IsEmpty ? own : target;

    private static Expression Convert(Expression value, bool nullable, StructField target, ImmutableArray<string> path, Resolution resolution)
    {
        if (nullable && !target.Nullable)
        {
            throw new QueryException("NULLABLE_COLUMN_OR_FIELD", ("name", Quote.Id(path)));
        }
        return Convert(value, target.Type, path, resolution);
    }

    private static Expression Convert(Expression value, DataType target, ImmutableArray<string> path, Resolution resolution)
    {
        switch (value.Type, target)
        {
            case (StructType from, StructType to):
                return Struct(value, from, to, path, resolution);
            case (ArrayType from, ArrayType to) when !from.Element.Equals(to.Element):
                if (from.ContainsNull && !to.ContainsNull)
                {
                    throw new QueryException("NULLABLE_COLUMN_OR_FIELD", ("name", Quote.Id(path.Add("element"))));
                }
                return Elements(value, from, to, path, resolution);
            case var (from, to) when TypeMerging.Same(from, to):
                return value;
            case var (from, to) when StoreAssignment.Allows(from, to):
                return new Cast(value, target, resolution.Context.Mode);
            default:
                throw new QueryException("INVALID_COLUMN_OR_FIELD_DATA_TYPE", ("name", Quote.Id(path)), ("type", Quote.Type(value.Type)), ("expectedType", Quote.Type(target)));
        }
    }

    private static Expression Struct(Expression value, StructType from, StructType to, ImmutableArray<string> path, Resolution resolution)
    {
        if (from.Equals(to))
        {
            return value;
        }
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        foreach (var member in to.Fields)
        {
            int ordinal = from.Fields.ToList().FindIndex(own => resolution.Context.NameComparer.Equals(own.Name, member.Name));
            arguments.Add(Literal.Of(member.Name));
            if (ordinal >= 0)
            {
                arguments.Add(Convert(new GetStructField(value, ordinal), from.Fields[ordinal].Nullable, member, path.Add(member.Name), resolution));
            }
            else if (member.Nullable)
            {
                arguments.Add(Literal.NullOf(member.Type));
            }
            else
            {
                throw new QueryException("UNRESOLVED_FIELD.WITH_SUGGESTION",
                    ("fieldName", Quote.Id(member.Name)), ("columnPath", Quote.Id(path)), ("proposal", string.Join(", ", from.Fields.Select(static own => Quote.Id(own.Name)))));
            }
        }
        return StructBuilder.Make(value, arguments.ToImmutable(), resolution.Context);
    }

    private static Expression Elements(Expression value, ArrayType from, ArrayType to, ImmutableArray<string> path, Resolution resolution)
    {
        var variable = new LambdaVariable("element", from.Element, from.ContainsNull, ExpressionId.Next());
        var body = Convert(variable, to.Element, path.Add("element"), resolution);
        return ReferenceEquals(body, variable) ? value : StructBuilder.Call("transform", resolution.Context, [value, new LambdaFunction(body, [variable])]);
    }
}

/// <summary>Says which types may be stored into which, by the ANSI rules.</summary>
internal static class StoreAssignment
{
    public static bool Allows(DataType from, DataType to) => (from, to) switch
    {
        (NullType, _) => true,
        (NumericType, NumericType) => true,
        (_, StringType) when from.IsAtomic => true,
        (DateType or TimestampType or TimestampNtzType, DateType or TimestampType or TimestampNtzType) => true,
        (YearMonthIntervalType, YearMonthIntervalType) or (DayTimeIntervalType, DayTimeIntervalType) => true,
        (MapType a, MapType b) => Allows(a.Key, b.Key) && Allows(a.Value, b.Value) && (!a.ValueContainsNull || b.ValueContainsNull),
        _ => TypeMerging.Same(from, to),
    };
}
