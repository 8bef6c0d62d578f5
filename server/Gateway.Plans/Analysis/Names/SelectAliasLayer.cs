using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Aliases of the select list, as GROUP BY and QUALIFY may use them; what is found is the aliased expression.</summary>
internal sealed class SelectAliasLayer(ImmutableArray<Expression> items, AnalyzerContext context) : IScopeLayer
{
    public Expression? Find(UnresolvedAttribute name)
    {
        foreach (var item in items)
        {
            if (item is Alias { Resolved: true } alias && context.NameComparer.Equals(alias.Name, name.NameParts[0]))
            {
                if (alias.Any(static node => node is LateralColumnAliasReference))
                {
                    throw new QueryException("UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY");
                }
                var value = alias.Child;
                foreach (string part in name.NameParts[1..])
                {
                    value = FieldAccess.ByName(value, part, name.Origin, context);
                }
                return value is AttributeReference ? value with { Origin = name.Origin } : value;
            }
        }
        return null;
    }
}
