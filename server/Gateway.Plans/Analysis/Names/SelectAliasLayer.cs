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
            if (item is Alias { Resolved: true } alias && context.NameComparer.Equals(alias.Name, name.NameParts[0]) && !alias.Any(static node => node is LateralColumnAliasReference))
            {
                var value = alias.Child;
                foreach (string part in name.NameParts[1..])
                {
                    value = FieldAccess.ByName(value, part, name.Origin, context);
                }
                return value;
            }
        }
        return null;
    }
}
