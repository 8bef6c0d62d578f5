using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Select;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Matches the members of structures by name for unions by name, also inside arrays.</summary>
internal static class NestedFields
{
    /// <summary>The members of the first type in its order, then those only the second has.</summary>
    public static DataType Merge(DataType first, DataType second, StringComparer comparer) => (first, second) switch
    {
        (StructType l, StructType r) => new StructType(
        [
            .. l.Fields.Select(member => Find(r, member.Name, comparer) is { } other ? member with { Type = Merge(member.Type, other.Type, comparer) } : member),
            .. r.Fields.Where(member => Find(l, member.Name, comparer) is null),
        ]),
        (ArrayType l, ArrayType r) => l with { Element = Merge(l.Element, r.Element, comparer) },
        _ => first,
    };

    /// <summary>The first type where both have the same members in another order, else the second as it is.</summary>
    public static DataType Reorder(DataType first, DataType second, StringComparer comparer) => (first, second) switch
    {
        (StructType l, StructType r) when l.Fields.Length == r.Fields.Length && l.Fields.All(member => Find(r, member.Name, comparer) is not null) =>
            new StructType(l.Fields.Select(member => member with { Type = Reorder(member.Type, Find(r, member.Name, comparer)!.Type, comparer) })),
        (ArrayType l, ArrayType r) => r with { Element = Reorder(l.Element, r.Element, comparer) },
        _ => second,
    };

    /// <summary>Gives a column the members of a type, NULL where it has none of the name; the value itself where nothing changes.</summary>
    public static Expression Fill(AttributeReference column, DataType target, AnalyzerContext context) =>
        SameMembers(column.Type, target) ? column : new Alias(Fill((Expression)column, target, context), column.Name);

    private static Expression Fill(Expression value, DataType target, AnalyzerContext context)
    {
        switch (value.Type, target)
        {
            case (StructType from, StructType to) when !SameMembers(from, to):
                var members = ImmutableArray.CreateBuilder<Expression>();
                foreach (var member in to.Fields)
                {
                    int position = Position(from, member.Name, context.NameComparer);
                    members.Add(Literal.Of(member.Name));
                    members.Add(position < 0 ? Literal.NullOf(member.Type) : Fill(new GetStructField(value, position), member.Type, context));
                }
                return StructBuilder.Make(value, members.ToImmutable(), context);
            case (ArrayType from, ArrayType to) when !SameMembers(from.Element, to.Element):
                var element = new LambdaVariable("element", from.Element, from.ContainsNull, ExpressionId.Next());
                return StructBuilder.Call("transform", context, [value, new LambdaFunction(Fill((Expression)element, to.Element, context), [element])]);
            default:
                return value;
        }
    }

    private static bool SameMembers(DataType left, DataType right) => (left, right) switch
    {
        (StructType l, StructType r) => l.Fields.Length == r.Fields.Length && l.Fields.Zip(r.Fields).All(static pair => pair.First.Name == pair.Second.Name && SameMembers(pair.First.Type, pair.Second.Type)),
        (ArrayType l, ArrayType r) => SameMembers(l.Element, r.Element),
        _ => true,
    };

    private static StructField? Find(StructType structure, string name, StringComparer comparer) => structure.Fields.FirstOrDefault(member => comparer.Equals(member.Name, name));

    private static int Position(StructType structure, string name, StringComparer comparer)
    {
        for (int i = 0; i < structure.Fields.Length; i++)
        {
            if (comparer.Equals(structure.Fields[i].Name, name))
            {
                return i;
            }
        }
        return -1;
    }
}
