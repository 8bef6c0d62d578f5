using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Names;

namespace Gateway.Plans.Analysis.Select;

/// <summary>Rebuilds a struct with one field added, replaced or dropped.</summary>
internal static class StructUpdate
{
    /// <summary>Returns the struct after the update.</summary>
    public static Expression Build(UpdateFields update, AnalyzerContext context) => update.Child.Type is StructType
        ? Build(update.Child, update.FieldPath, update.Value, update, context)
        : throw new QueryException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", update.Origin, ("paramIndex", "first"), ("requiredType", "\"STRUCT\""),
            ("inputSql", Quote.Expr(update.Child.PrettyText)), ("inputType", Quote.Type(update.Child.Type)), ("sqlExpr", Quote.Expr(update.PrettyText)));

    private static Expression Build(Expression value, ImmutableArray<string> path, Expression? newValue, UpdateFields update, AnalyzerContext context)
    {
        var type = (StructType)value.Type;
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        bool found = false;
        for (int i = 0; i < type.Fields.Length; i++)
        {
            bool named = context.NameComparer.Equals(type.Fields[i].Name, path[0]);
            found |= named;
            Expression member = new GetStructField(value, i, type.Fields[i].Name);
            if (named && path.Length == 1)
            {
                if (newValue is not null)
                {
                    arguments.Add(Literal.Of(path[0]));
                    arguments.Add(newValue);
                }
                continue;
            }
            arguments.Add(Literal.Of(type.Fields[i].Name));
            arguments.Add(!named ? member : member.Type is StructType ? Build(member, path[1..], newValue, update, context) : throw NotStruct(member, update));
        }
        if (!found && path.Length > 1)
        {
            throw new QueryException("FIELD_NOT_FOUND", update.Origin, ("fieldName", Quote.Id(path[0])), ("fields", string.Join(", ", type.Fields.Select(static member => Quote.Id(member.Name)))));
        }
        if (!found && newValue is not null)
        {
            arguments.Add(Literal.Of(path[0]));
            arguments.Add(newValue);
        }
        return arguments.Count == 0
            ? throw new QueryException("DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS", update.Origin, ("sqlExpr", Quote.Expr(update.PrettyText)))
            : StructBuilder.Make(value, arguments.ToImmutable(), context);
    }

    private static QueryException NotStruct(Expression member, UpdateFields update) => new("INVALID_EXTRACT_BASE_FIELD_TYPE", update.Origin,
        ("base", Quote.Expr(member.PrettyText)), ("other", Quote.Type(member.Type)));
}
