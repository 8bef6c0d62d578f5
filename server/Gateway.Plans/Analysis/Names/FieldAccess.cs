using System.Globalization;
using Gateway.Compute.Coercion;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Builds the access of a field, element or key once the type of what it is read from is known.</summary>
internal static class FieldAccess
{
    /// <summary>Reads a field by name, as <c>child.name</c>.</summary>
    public static Expression ByName(Expression child, string name, Origin origin, AnalyzerContext context) =>
        ByKey(child, Literal.Of(name), origin, context) is var access && access is GetMapValue ? TypeCoercion.Coerce(access, new CoercionContext(context.Ansi)) : access;

    /// <summary>Reads <c>child[key]</c>; both are resolved.</summary>
    public static Expression ByKey(Expression child, Expression key, Origin origin, AnalyzerContext context)
    {
        switch (child.Type)
        {
            case StructType type when key is Literal { Value: string name }:
                int ordinal = FindField(type, name, origin, context);
                return new GetStructField(child, ordinal, name) { Origin = origin };
            case ArrayType { Element: StructType element } when key is Literal { Value: string name }:
                int inner = FindField(element, name, origin, context);
                return new GetArrayStructFields(child, inner, name) { Origin = origin };
            case ArrayType:
                return new GetArrayItem(child, key, context.Mode) { Origin = origin };
            case MapType:
                return new GetMapValue(child, key) { Origin = origin };
            case NullType:
                DataType keyType = key.Type is NullType ? StringType.Instance : key.Type;
                return new GetMapValue(new Cast(child, new MapType(keyType, NullType.Instance, true), context.Mode), TypeMerging.Same(key.Type, keyType) ? key : new Cast(key, keyType, context.Mode)) { Origin = origin };
            case StructType:
                throw new QueryException("INVALID_EXTRACT_FIELD_TYPE", origin, ("extraction", Quote.Expr(key.PrettyText)));
            default:
                throw new QueryException("INVALID_EXTRACT_BASE_FIELD_TYPE", origin, ("base", Quote.Expr(child.PrettyText)), ("other", Quote.Type(child.Type)));
        }
    }

    /// <summary>Quotes a field's name as Spark does here: its dots part names.</summary>
    private static string Dotted(string name) => Quote.Id(name.Contains('`', StringComparison.Ordinal) ? [name] : name.Split('.'));

    private static int FindField(StructType type, string name, Origin origin, AnalyzerContext context)
    {
        int found = -1;
        int count = 0;
        for (int i = 0; i < type.Fields.Length; i++)
        {
            if (context.NameComparer.Equals(type.Fields[i].Name, name))
            {
                found = found < 0 ? i : found;
                count++;
            }
        }
        if (count == 0)
        {
            throw new QueryException("FIELD_NOT_FOUND", origin,
                ("fieldName", Dotted(name)), ("fields", string.Join(", ", type.Fields.Select(static member => Dotted(member.Name)))));
        }
        return count == 1
            ? found
            : throw new QueryException("AMBIGUOUS_REFERENCE_TO_FIELDS", origin, ("field", Quote.Id(name)), ("count", count.ToString(CultureInfo.InvariantCulture)));
    }
}
