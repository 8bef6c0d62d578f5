using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Leaves columns, or fields of struct columns, out of a star.</summary>
internal static class StarExclusion
{
    private sealed record Excluded(AttributeReference Column, ImmutableArray<string> Path, ImmutableArray<string> Written);

    public static ImmutableArray<Expression> Apply(ImmutableArray<Expression> columns, ImmutableArray<ImmutableArray<string>> except, Origin origin, AnalyzerContext context)
    {
        ImmutableArray<AttributeReference> attributes = [.. columns.Select(static column => ((NamedExpression)column).ToAttribute())];
        var index = new AttributeIndex(attributes, context);
        var excluded = except.Select(name => Locate(name, index, origin, context)).ToList();
        RefuseOverlaps(excluded, origin, context);
        var kept = ImmutableArray.CreateBuilder<Expression>();
        foreach (var column in columns)
        {
            var own = excluded.FindAll(item => item.Column.Id == ((NamedExpression)column).Id);
            if (own.Count == 0)
            {
                kept.Add(column);
            }
            else if (!own.Exists(static item => item.Path.IsEmpty))
            {
                var value = column is Alias alias ? alias.Child : column;
                kept.Add(new Alias(Without(value, own.ConvertAll(static item => item.Path), context), ((NamedExpression)column).OutputName) { Origin = origin });
            }
        }
        return kept.ToImmutable();
    }

    private static Excluded Locate(ImmutableArray<string> name, AttributeIndex index, Origin origin, AnalyzerContext context)
    {
        var found = index.Find(name, origin) ?? throw UnresolvedColumns.ErrorInOrder(name, origin, [.. index.Attributes]);
        var column = index.Match(name, out int used)[0];
        var path = name[used..];
        DataType type = column.Type;
        for (int i = 0; i < path.Length; i++)
        {
            if (type is not StructType fields)
            {
                var value = ItemNaming.Trim(found);
                throw new QueryException("EXCEPT_NESTED_COLUMN_INVALID_TYPE", origin, ("columnName", value.SqlText), ("dataType", Checks.ScalaTypeText.Of(value.Type)));
            }
            type = fields.Fields.First(member => context.NameComparer.Equals(member.Name, path[i])).Type;
        }
        return new Excluded(column, path, name);
    }

    private static void RefuseOverlaps(List<Excluded> excluded, Origin origin, AnalyzerContext context)
    {
        for (int i = 0; i < excluded.Count; i++)
        {
            for (int j = 0; j < excluded.Count; j++)
            {
                var (shorter, longer) = (excluded[i].Path, excluded[j].Path);
                if (i != j && excluded[i].Column.Id == excluded[j].Column.Id && shorter.Length <= longer.Length && shorter.SequenceEqual(longer[..shorter.Length], context.NameComparer))
                {
                    throw new QueryException("EXCEPT_OVERLAPPING_COLUMNS", origin, ("columns", string.Join(", ", excluded.Select(static item => IdentifierText.QuoteIfNeeded(item.Written)))));
                }
            }
        }
    }

    /// <summary>Rebuilds a struct without the fields at the paths.</summary>
    private static Expression Without(Expression value, List<ImmutableArray<string>> paths, AnalyzerContext context)
    {
        var type = (StructType)value.Type;
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        for (int i = 0; i < type.Fields.Length; i++)
        {
            var own = paths.FindAll(path => context.NameComparer.Equals(path[0], type.Fields[i].Name));
            if (own.Exists(static path => path.Length == 1))
            {
                continue;
            }
            Expression member = new GetStructField(value, i, type.Fields[i].Name);
            arguments.Add(Literal.Of(type.Fields[i].Name));
            arguments.Add(own.Count == 0 ? member : Without(member, own.ConvertAll(static path => path[1..]), context));
        }
        return StructBuilder.Call("named_struct", context, arguments.ToImmutable());
    }
}
